using System.Collections.Immutable;
using Jim.GraphQL.Types;

namespace Jim.Postgres.Catalog;

/// <summary>An attribute of a relation (<c>pg_attribute</c>). Equality is identity.</summary>
public sealed class Column
{
    public required string Name { get; init; }

    /// <summary><c>attnum</c>.</summary>
    public required short Number { get; init; }

    public required DataType Type { get; init; }

    public required bool NotNull { get; init; }

    public required bool HasDefault { get; init; }

    /// <summary>True for a generated column and for <c>generated always as identity</c>: nobody can write it.</summary>
    public required bool Generated { get; init; }

    public string? Description { get; init; }

    public required ImmutableDictionary<string, string> Tags { get; init; }

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    public required RoleMask Select { get; init; }

    public required RoleMask Insert { get; init; }

    public required RoleMask Update { get; init; }

    public override string ToString() => Name;
}
