namespace Jim.Postgres.Schema;

/// <summary>Two fields of one name in a type.</summary>
internal sealed record FieldClash(FieldsTypeBuilder Type, FieldBuilder One, FieldBuilder Other);

/// <summary>Two types of one name in a schema.</summary>
internal sealed record TypeClash(string Name, TypeReference One, TypeReference Other);

/// <summary>
/// Decides who yields where two parts of a schema have the same name. Names that Jim's own code gives stay; Jim's tables yield to those of
/// the application; a table yields to the types that are made for another table (<c>DocumentsConnection</c>), because that table has them
/// all or none; else the one that comes later in the catalog yields, and an enum to a table.
/// </summary>
internal sealed class NameClashes(SchemaUnderConstruction schema)
{
    private readonly Dictionary<Relation, int> _order =
        schema.Rows.Select((row, at) => (row.Relation, at)).ToDictionary(r => r.Relation, r => r.at);

    /// <summary>
    /// Bans the names of those that yield. False: there is no clash. Throws <see cref="SchemaException"/> where neither side can yield.
    /// </summary>
    public bool Resolve(IReadOnlyList<TypeClash> types, NameBans bans)
    {
        foreach (var (name, one, other) in types)
        {
            Ban(Claim(one), Claim(other), $"the type name {name}", bans);
        }

        foreach (var (type, one, other) in schema.FieldClashes)
        {
            Ban(Claim(one), Claim(other), $"the field name {one.Name} of {type.Name}", bans);
        }

        return types.Count > 0 || schema.FieldClashes.Count > 0;
    }

    private void Ban(NameClaim one, NameClaim other, string name, NameBans bans)
    {
        var (loser, winner) = Rank(one).CompareTo(Rank(other)) > 0 ? (one, other) : (other, one);
        if (loser.Owner is null)
        {
            throw new SchemaException($"Two extensions want {name}.");
        }

        bans.Add(loser.Owner, NameOf(loser.Owner), $"{winner.Says} has {name}");
    }

    /// <summary>The claim of the higher rank yields.</summary>
    private (int Kind, bool IsPlain, int Order) Rank(NameClaim claim) => claim.Owner switch
    {
        Relation relation => (relation.Platform ? 2 : 1, claim.IsPlain, _order[relation]),
        DataType type => (type.Schema == "jim" ? 2 : 1, claim.IsPlain, int.MaxValue),
        _ => (0, false, 0),
    };

    private string NameOf(object owner) =>
        owner is Relation relation ? schema.FindRow(relation)!.Names.Type : schema.Enums.NameOf((DataType)owner);

    private NameClaim Claim(TypeReference type) => type is NamedTypeBuilder builder && schema.FindOwner(builder) is { } owner
        ? new NameClaim(owner, builder.Name == NameOf(owner), Describe(owner))
        : new NameClaim(null, false, "Jim itself");

    private static NameClaim Claim(FieldBuilder field) => field.Binding switch
    {
        ConnectionField list => new NameClaim(list.Relation, true, list.Relation.ToString()),
        ByKeyField row => new NameClaim(row.Relation, false, row.Relation.ToString()),
        MutationField mutation => new NameClaim(mutation.Relation, false, mutation.Relation.ToString()),
        ChangedField changed => new NameClaim(changed.Relation, false, changed.Relation.ToString()),
        _ => new NameClaim(null, false, "Jim itself"),
    };

    private static string Describe(object owner) => owner is DataType type ? $"the enum {type.Schema}.{type.Name}" : owner.ToString()!;

    /// <summary>One side of a clash.</summary>
    /// <param name="Owner">What the name is made of: a relation, or the type of an enum; null for a name that Jim's code gives.</param>
    /// <param name="IsPlain">True where it is the owner's own name, and not that of a type that goes with it.</param>
    /// <param name="Says">The owner for a notice.</param>
    private sealed record NameClaim(object? Owner, bool IsPlain, string Says);
}
