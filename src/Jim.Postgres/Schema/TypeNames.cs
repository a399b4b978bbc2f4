namespace Jim.Postgres.Schema;

/// <summary>
/// Gives each relation and enum its type name. Where the plain name is taken, the name of the database schema is put before it:
/// <c>AuditDocument</c>. The application's tables and enums choose before Jim's own, so that a table <c>files</c> is <c>File</c> and
/// <c>jim.files</c> then <c>JimFile</c>.
/// </summary>
internal sealed class TypeNames
{
    /// <summary>Jim's own database schema.</summary>
    private const string Platform = "jim";

    // Only names that mean something to every client or server, whether or not this schema has such a type. All others are free until the
    // schema turns out to have a type of that name.
    private static readonly string[] Reserved = ["Query", "Mutation", "Subscription", "String", "Int", "Float", "Boolean", "ID"];

    private readonly Dictionary<string, string> _owners = Reserved.ToDictionary(n => n, _ => "GraphQL itself", StringComparer.Ordinal);
    private readonly Dictionary<Relation, RowNames> _relations = [];
    private readonly Dictionary<DataType, string> _enums = [];
    private readonly NameBans _bans;
    private readonly List<SchemaNotice> _notices = [];

    /// <param name="relations">Those that the schema shows, in order of precedence.</param>
    /// <param name="bans">The names that an attempt before this one has found to be taken.</param>
    public TypeNames(IReadOnlyList<Relation> relations, NameBans bans)
    {
        _bans = bans;
        var schemas = relations.Select(r => r.Schema).Distinct().ToList();
        foreach (var part in relations.GroupBy(r => r.Platform).OrderBy(p => p.Key))
        {
            // A comment that gives a name outweighs a plain name. Of names that differ in case alone, the one in lower case goes first.
            foreach (var relation in part.OrderBy(r => !r.Tags.ContainsKey("name"))
                .ThenBy(r => schemas.IndexOf(r.Schema)).ThenBy(r => r.Name.Any(char.IsUpper)))
            {
                NameRelation(relation);
            }

            var enums = part.SelectMany(r => r.Columns).Where(IsShown).SelectMany(c => FindEnum(c.Type));
            foreach (var type in enums.Where(t => IsPlatform(t) == part.Key))
            {
                NameEnum(type);
            }
        }
    }

    /// <summary>The relations that found a name, and their names.</summary>
    public IReadOnlyDictionary<Relation, RowNames> Relations => _relations;

    /// <summary>The relations that found no name, and those that took a longer one; also enums that did.</summary>
    public IReadOnlyList<SchemaNotice> Notices => _notices;

    /// <summary>The name of an enum: the same for each call.</summary>
    public string NameEnum(DataType type)
    {
        if (_enums.TryGetValue(type, out var known))
        {
            return known;
        }

        var plain = Naming.Type(type.Name);
        var full = Naming.Type(type.Schema) + plain;
        string[] candidates = IsPlatform(type) ? [plain, full] : [plain, $"{plain}Enum", full];
        var numbered = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? $"{full}Enum" : $"{full}Enum{n}");
        var chosen = candidates.Concat(numbered).First(c => FindReason(type, c) is null);
        if (chosen != plain)
        {
            _notices.Add(new SchemaNotice(
                SchemaNoticeKind.Renamed, $"the enum {type.Schema}.{type.Name}",
                $"is named {chosen}, because {FindReason(type, plain)}",
                "nothing needs to be done"));
        }

        _owners.Add(chosen, $"the enum {type.Schema}.{type.Name}");
        return _enums[type] = chosen;
    }

    private static bool IsPlatform(DataType type) => type.Schema == Platform;

    /// <summary>True where some role has the column in its schema.</summary>
    private static bool IsShown(Column column) => !Steering.Omits(column.Tags, "read") && FieldNames.IsVisible(column);

    private static IEnumerable<DataType> FindEnum(DataType type) => type.Effective switch
    {
        { Kind: DataTypeKind.Enum, Labels.IsEmpty: false } e => [e],
        { Kind: DataTypeKind.Array, Element: { } element } => FindEnum(element),
        _ => [],
    };

    private void NameRelation(Relation relation)
    {
        if (relation.Tags.TryGetValue("name", out var given))
        {
            if (!Naming.IsValid(given))
            {
                _notices.Add(SchemaNotice.LeftOut(relation, $"'@name {given}' in its comment is not a GraphQL name"));
                return;
            }

            Choose(relation, RowNames.ForType(given));
            return;
        }

        var plain = RowNames.ForTable(relation.Name);
        var full = plain.In(relation.Schema);

        // What needs Jim's own tables, as uploads do, must not depend on the names of others.
        var numbered = Enumerable.Range(2, relation.Platform ? 1000 : 0).Select(n => new RowNames($"{full.Type}{n}", $"{full.Plural}{n}"));
        Choose(relation, [plain, full, .. numbered]);
    }

    private void Choose(Relation relation, params RowNames[] candidates)
    {
        var chosen = candidates.FirstOrDefault(c => FindReason(relation, c.Type) is null);
        var reasons = candidates.TakeWhile(c => c != chosen).Select(c => FindReason(relation, c.Type)).ToList();
        if (chosen is null)
        {
            _notices.Add(SchemaNotice.LeftOut(relation, string.Join(" and ", reasons)));
            return;
        }

        if (reasons.Count > 0)
        {
            _notices.Add(new SchemaNotice(
                SchemaNoticeKind.Renamed, relation.ToString(),
                $"is named {chosen.Type} and {chosen.Many}, because {string.Join(" and ", reasons)}",
                relation.Platform
                    ? "begin the comment on the other with '@name OtherName' for the plain name"
                    : "begin the comment on it with '@name OtherName' for another name"));
        }

        _owners.Add(chosen.Type, relation.ToString());
        _relations.Add(relation, chosen);
    }

    /// <summary>Why the name cannot be given, as a clause; null: it can.</summary>
    private string? FindReason(object owner, string name) =>
        _owners.TryGetValue(name, out var taker) ? $"{taker} has the type name {name}" : _bans.Find(owner, name);
}
