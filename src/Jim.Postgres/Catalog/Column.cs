namespace Jim.Postgres.Catalog;

/// <summary>A column of a relation (<c>pg_attribute</c>). Two columns are equal only when they are the same instance.</summary>
public sealed class Column
{
    public required string Name { get; init; }

    /// <summary><c>attnum</c>.</summary>
    public required short Number { get; init; }

    public required DataType Type { get; init; }

    /// <summary>The type as SQL, where it has modifiers that may round or cut a value (<c>numeric(5,2)</c>); else null.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>True where the column, or a domain that it is of, forbids null.</summary>
    public required bool NotNull { get; init; }

    /// <summary>
    /// True where Postgres gives a value when the column is not written: a default of the column or its domain, or an identity.
    /// </summary>
    public required bool HasDefault { get; init; }

    /// <summary>True for a generated column and for <c>generated always as identity</c>: nobody can write it.</summary>
    public required bool Generated { get; init; }

    /// <summary>True where its collation, not deterministic, takes texts for equal that differ in case or accents.</summary>
    public bool FoldsText { get; init; }

    /// <summary>The comment without the words that steer Jim; null where nothing is left.</summary>
    public string? Description { get; init; }

    /// <summary>The words of the comment that steer Jim, as at <see cref="Relation.Tags"/>.</summary>
    public required ImmutableDictionary<string, string> Tags { get; init; }

    /// <summary>Why clients should no longer use it (<c>@deprecated</c> in its comment); null: they may.</summary>
    public string? Deprecation => Steering.Deprecation(Tags);

    /// <summary>True where the column's comment leaves it out of what is created (<c>@omit create</c>).</summary>
    public bool IsOmittedFromCreate => Steering.Omits(Tags, "create");

    /// <summary>The roles that may read the column; as the two below by a grant on the column or on its relation.</summary>
    public required RoleMask Select { get; init; }

    public required RoleMask Insert { get; init; }

    public required RoleMask Update { get; init; }

    public override string ToString() => Name;
}
