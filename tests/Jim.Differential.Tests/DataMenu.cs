using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>Queries on the fixture's rows that <c>reference/fixture.mjs</c> can answer, with values that occur in them.</summary>
public sealed record DataMenu(SchemaView View, JsonObject Rows) : Menu(View)
{
    private const string Alice = $"\"{JimWorld.Alice}\"";

    /// <summary>Opaque, not in the fixture, in an order that the specification leaves open, or each engine's own words.</summary>
    private static readonly string[] OtherFields =
        ["cursor", "startCursor", "endCursor", "files", "possibleTypes", "types", "directives", "description"];

    private static readonly string[] OtherInputs = ["files", "search", "meta", "payload", "profile"];

    private static readonly string[] Words =
    [
        "", "a", "e", "Same", "same title", "100% _", "%", "_", "\\", "\"", "😀", "ö", "Budget", "edited", "created", "alice@example.com",
        "user7@example.com", "Alpha",
    ];

    private readonly string[] _ids = [.. Values(Rows, "id", 4), "\"00000000-0000-4000-8000-000000000000\""];
    private readonly string[] _times = [.. Values(Rows, "createdAt", 3), "\"2026-02-01T05:30:00.500000+05:30\""];
    private readonly string[] _strings =
        [.. Words.Select(w => JsonSerializer.Serialize(w)), .. Values(Rows, "title", 4), .. Values(Rows, "email", 2)];

    public override int Depth => 6;

    public override double OwnNames => 1;

    public override double Given => 0.5;

    public override double Filled => 0.9;

    public override double Nulls => 0;

    public override double LeftOut => 0.1;

    public override IReadOnlyList<(string Keyword, ObjectType Type)> Roots => [("query", View.Schema.Query!)];

    public override bool Has(NamedType type, string member) => type switch
    {
        ObjectType { Name: "Query" } o => o.Fields.TryGet(member, out var field) && IsOurs(field.Type.Named),
        InputObjectType => !OtherInputs.Contains(member),
        FieldsType => !OtherFields.Contains(member),
        _ => true,
    };

    public override bool HasArgument(FieldDefinition field, string argument) => argument is not ("after" or "before");

    public override IReadOnlyList<string> OneArgumentOf => ["first", "last"];

    /// <summary>
    /// An order's members count in the order they are written, as HotChocolate's; graphql-js hands them on as they are defined.
    /// </summary>
    public override int MembersMax(InputObjectType type) => type.Name.EndsWith("SortInput", StringComparison.Ordinal) ? 1 : int.MaxValue;

    public override bool HasDirective(string name) => name is "skip" or "include";

    /// <summary>Conditions and orders on what may be null, of columns that may be in every type.</summary>
    public override IReadOnlyList<string> Also(NamedType type, string member) => (type.Name, member) switch
    {
        ("UuidOperationFilterInput", "actorId" or "createdBy") =>
            ["{eq: null}", "{neq: null}", "{in: [null]}", $"{{nin: [null, {Alice}]}}", $"{{neq: {Alice}}}", $"{{nlt: {Alice}}}"],
        ("StringOperationFilterInput", "email") =>
            ["{eq: null}", "{neq: null}", "{in: [\"alice@example.com\", null]}", "{nin: [\"alice@example.com\"]}", "{ncontains: \"li\"}"],
        ("DateTimeOperationFilterInput", "deletedAt") => ["{eq: null}", "{neq: null}"],
        ("DocumentSortInput", "order") => ["{groupId: DESC}", "{group: {name: DESC}}", "{groupId: ASC}"],
        ("DocumentEventSortInput", "order") => ["{actorId: DESC}", "{actor: {displayName: ASC}}", "{document: {group: {name: DESC}}}"],
        ("UserSortInput", "order") => ["{email: DESC}", "{email: ASC}"],
        _ => [],
    };

    public override IReadOnlyList<string>? Texts(string scalar, string member) => (scalar, member) switch
    {
        ("Int", "first" or "last") => ["0", "1", "2", "3", "5", "7", "100"],
        ("String", "path") =>
            ["\"lang\"", "\"city.name\"", "\"tags.0\"", "\"tags.2.deep.1\"", "\"1.lang\"", "\"device.list.1\"", "\"\"", "\"a..b\""],
        ("String", _) => _strings,
        ("UUID", _) => _ids,
        ("DateTime", _) => _times,
        ("Long", _) => ["1", "2", "3", "-1"],
        _ => null,
    };

    /// <summary>The name of a connection's rows; any other type's own.</summary>
    public static string ItemOf(NamedType type) => type.Name.Replace("sConnection", string.Empty, StringComparison.Ordinal);

    private bool IsOurs(NamedType type) => Rows.ContainsKey(ItemOf(type));

    /// <summary>The first values of the member in each type that has it.</summary>
    private static IEnumerable<string> Values(JsonObject rows, string member, int count) => rows.SelectMany(type =>
        type.Value!.AsArray().Select(row => row![member]?.ToJsonString()).OfType<string>().Order(StringComparer.Ordinal).Take(count));
}
