using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>A type of the database (<c>pg_type</c>), domains resolved to <see cref="BaseType"/>.</summary>
public sealed class DataType
{
    public required uint Oid { get; init; }

    public required string Schema { get; init; }

    /// <summary><c>typname</c>, as <c>int4</c>, <c>_text</c>, <c>document_status</c>.</summary>
    public required string Name { get; init; }

    public required DataTypeKind Kind { get; init; }

    /// <summary>The labels of an enum in sort order.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The type of an array's elements or of a range's bounds; null for other types.</summary>
    public DataType? Element { get; init; }

    /// <summary>The type that a domain is based on; null for other types.</summary>
    public DataType? BaseType { get; init; }

    /// <summary>The type whose bytes the value has: a domain's base, else itself.</summary>
    public DataType Effective => BaseType?.Effective ?? this;

    public override string ToString() => Name;
}

public enum DataTypeKind
{
    Scalar,
    Enum,
    Array,
    Domain,
    Composite,
    Range,
}
