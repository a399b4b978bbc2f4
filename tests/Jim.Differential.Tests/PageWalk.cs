using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>
/// One list read page by page, from its beginning or its end, each side by cursors of its own: those are opaque, so of a cursor only
/// whether it is there is compared.
/// </summary>
public sealed class PageWalk(Func<Case, Task<Verdict>> ours, Func<Case, Task<Verdict>> theirs)
{
    private const int PagesMax = 20;
    private static readonly string[] Sizes = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "30", "100", "0", "-1", "101"];

    private static readonly (string Root, string Type)[] Parents =
        [("query", "Query"), ("userById", "User"), ("groupById", "Group"), ("documentById", "Document")];

    /// <summary>A list with any filter and order, of the root or of a parent row.</summary>
    public static Case Make(DataMenu menu, int seed)
    {
        var draw = new Draw(seed);
        var (root, name) = Parents[Math.Max(0, draw.Below(7) - 3)];
        var type = Type(menu, name);
        var field = draw.Pick([.. type.Fields.Where(f =>
            f.Type.Named.Name.EndsWith("Connection", StringComparison.Ordinal) && menu.Has(type, f.Name))]);
        var list = List(menu, draw, field);
        var ids = menu.Rows[name]?.AsArray().Select(row => row!["id"]!.ToJsonString()).Order(StringComparer.Ordinal).ToList();
        var body = ids is null ? list : $"{root}(id: {draw.Pick(ids)}) {{ {list} }}";
        return new Case(seed, $"query ($cursor: String) {{ {body} }}", [], null);
    }

    /// <summary>The first page that differs, and how many rows were walked over; no verdicts: all agree.</summary>
    public async Task<(Verdict? Ours, Verdict? Theirs, int Pages)> DifferenceAsync(Case request)
    {
        var (a, b) = (request, request);
        for (var page = 1; page <= PagesMax; page++)
        {
            var (mine, other) = (await ours(a), await theirs(b));
            if (!KnownDifferences.AgreeOnData(Masked(mine), Masked(other)))
            {
                return (mine, other, page);
            }

            if (Next(mine, request) is not { } cursor || Next(other, request) is not { } otherCursor)
            {
                return (null, null, page);
            }

            (a, b) = (With(request, cursor), With(request, otherCursor));
        }

        return (null, null, PagesMax);
    }

    private static string List(DataMenu menu, Draw draw, FieldDefinition field)
    {
        var values = new ValueGenerator(menu, draw);
        var item = ((ListType)field.Arguments["order"].Type).OfType;
        var order = string.Join(", ", Enumerable.Range(0, draw.Below(4)).Select(_ => values.Literal(item, "order", 3, null)));
        var where = draw.Chance(0.3) ? values.Literal(field.Arguments["where"].Type, "where", 3, null) : "{}";
        var (size, place) = draw.Chance(0.5) ? ("first", "after") : ("last", "before");
        var scalars = Type(menu, DataMenu.ItemOf(field.Type.Named)).Fields
            .Where(f => f.Type.Named is EnumType or ScalarType { Name: not "Any" }).Select(f => f.Name);
        return $$"""
            {{field.Name}}({{size}}: {{draw.Pick(Sizes)}}, {{place}}: $cursor, order: [{{order}}], where: {{where}}) {
              pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
              totalCount
              nodes { {{string.Join(' ', scalars)}} }
              edges { cursor node { id } }
            }
            """;
    }

    private static ObjectType Type(DataMenu menu, string name) => (ObjectType)menu.View.Schema.Types[name];

    private static Case With(Case request, string cursor) => request with { Variables = new JsonObject { ["cursor"] = cursor } };

    private static Verdict Masked(Verdict verdict)
    {
        var copy = JsonNode.Parse(verdict.Data?.GetRawText() ?? "null");
        Mask(copy);
        return verdict with { Data = JsonSerializer.SerializeToElement(copy) };
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Mask(item);
            }
        }

        if (node is not JsonObject members)
        {
            return;
        }

        foreach (var (name, value) in members.ToList())
        {
            if (name is "cursor" or "startCursor" or "endCursor" && value is not null)
            {
                members[name] = "a cursor";
            }

            Mask(value);
        }
    }

    private static string? Next(Verdict verdict, Case request)
    {
        var forward = request.Document.Contains("after:", StringComparison.Ordinal);
        var info = PageInfo(JsonNode.Parse(verdict.Data?.GetRawText() ?? "null"));
        var more = (bool?)info?[forward ? "hasNextPage" : "hasPreviousPage"] == true;
        return more ? (string?)info![forward ? "endCursor" : "startCursor"] : null;
    }

    private static JsonNode? PageInfo(JsonNode? node) => node is JsonObject members
        ? members["pageInfo"] ?? members.Select(m => PageInfo(m.Value)).FirstOrDefault(found => found is not null) : null;
}
