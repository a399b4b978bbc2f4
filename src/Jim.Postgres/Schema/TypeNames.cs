namespace Jim.Postgres.Schema;

/// <summary>
/// Gives each relation and enum its type name. Where the plain name is taken (by a type that every schema has, by one of the platform's
/// tables, by a table of an earlier schema, or by a type that goes with another table, as <c>DocumentChange</c> goes with documents), the
/// name of the database schema is put before it: <c>AuditDocument</c>.
/// </summary>
internal sealed class TypeNames
{
    private static readonly string[] Reserved =
    [
        "Query", "Mutation", "Subscription", "PageInfo", "SortEnumType", "ChangeOperation",
        "Error", "UniqueError", "ForeignKeyError", "CheckError", "NotNullError", "StaleError", "NotFoundError",
        "SkippedError", "RaisedError",
        "JsonPathFilterInput", "Me",
        .. Scalars.All.Select(s => s.Name),
    ];

    private readonly Dictionary<string, string> _owners = Reserved.ToDictionary(n => n, _ => "Jim itself", StringComparer.Ordinal);

    /// <summary>Names all relations. Throws <see cref="SchemaException"/> where a name is not valid or still taken.</summary>
    public Dictionary<Relation, RowNames> NameRelations(IEnumerable<Relation> relations)
    {
        // The platform's tables choose first, because its mutations and the documentation rely on their names.
        var ordered = relations.OrderBy(r => !r.Platform).ToList();
        var plain = ordered.ToDictionary(r => r, r => RowNames.For(Plain(r)));
        var derived = plain.Values.SelectMany(n => n.Derived).ToHashSet(StringComparer.Ordinal);
        var chosen = new Dictionary<Relation, RowNames>();
        foreach (var relation in ordered)
        {
            var names = plain[relation];
            if (!relation.Tags.ContainsKey("name") && (_owners.ContainsKey(names.Type) || derived.Contains(names.Type)))
            {
                names = RowNames.For(Naming.Type(relation.Schema) + names.Type);
            }

            Claim(names.Type, relation);
            chosen.Add(relation, names);
        }

        foreach (var (relation, names) in chosen)
        {
            foreach (var name in names.Derived)
            {
                Claim(name, relation);
            }
        }

        return chosen;
    }

    /// <summary>Names one enum, after all relations. Throws <see cref="SchemaException"/> where each of its names is taken.</summary>
    public string NameEnum(DataType type)
    {
        var name = Naming.Type(type.Name);
        string[] candidates = [name, $"{name}Enum", Naming.Type(type.Schema) + name, $"{Naming.Type(type.Schema)}{name}Enum"];
        var chosen = candidates.FirstOrDefault(c => !_owners.ContainsKey(c))
            ?? throw new SchemaException(
                $"The enum {type.Schema}.{type.Name} finds each of its names taken ({string.Join(", ", candidates)}): rename it.");
        _owners.Add(chosen, $"enum {type.Schema}.{type.Name}");
        return chosen;
    }

    private void Claim(string name, Relation relation)
    {
        if (!_owners.TryAdd(name, relation.ToString()))
        {
            throw new SchemaException(
                $"The type name {name} of {relation} is taken by {_owners[name]}: "
                + "begin the comment on one of the tables with '@name OtherName'.");
        }
    }

    private static string Plain(Relation relation)
    {
        if (!relation.Tags.TryGetValue("name", out var given))
        {
            return Naming.Singular(Naming.Type(relation.Name));
        }

        return Naming.IsValid(given)
            ? given
            : throw new SchemaException($"'@name {given}' in the comment on {relation} is not a GraphQL name.");
    }
}
