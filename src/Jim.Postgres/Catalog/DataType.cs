namespace Jim.Postgres.Catalog;

/// <summary>A type of the database (<c>pg_type</c>). A domain refers to the type that it is based on (<see cref="BaseType"/>).</summary>
public sealed class DataType
{
    public required uint Oid { get; init; }

    public required string Schema { get; init; }

    /// <summary><c>typname</c>: <c>int4</c>, <c>_text</c> (the array of <c>text</c>), <c>document_status</c>.</summary>
    public required string Name { get; init; }

    public required DataTypeKind Kind { get; init; }

    /// <summary>The labels of an enum in their sort order; empty for other types.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>
    /// Of a scalar type that does not belong to Postgres itself: the operators <c>&lt;</c>, <c>=</c> and <c>&gt;</c> are those of its order
    /// in indexes. Some types have none, and hstore calls its own <c>#&lt;#</c>.
    /// </summary>
    public bool IsOrdered { get; init; }

    /// <summary>The type of an array's elements or of a range's bounds; null for other types.</summary>
    public DataType? Element { get; init; }

    /// <summary>The type that a domain is based on; null for other types.</summary>
    public DataType? BaseType { get; init; }

    /// <summary>
    /// The type in whose form Postgres sends the values: that on which a domain is based, through several domains where they follow one
    /// another; for another type the type itself.
    /// </summary>
    public DataType Effective => BaseType?.Effective ?? this;

    public override string ToString() => Name;
}

/// <summary>What a type is made of. A type that is none of the others is a scalar, multiranges and pseudo types included.</summary>
public enum DataTypeKind
{
    Scalar,
    Enum,
    Array,
    Domain,
    Composite,
    Range,
    Multirange,
}
