using Jim.Postgres.Schema;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>Pages through the rows of one root field, with all fields of a row that need no further selection.</summary>
internal sealed class PageWalker
{
    private readonly QueryHost _host;
    private readonly string _name;
    private readonly string _fields;
    private readonly List<string> _sorted;

    public PageWalker(QueryHost host, string name)
    {
        (_host, _name) = (host, name);
        var query = host.Schema.ViewFor("jim_admin").RootType(OperationKind.Query)!;
        var connection = (ObjectType)query.Fields.Single(f => f.Name == name).Type.Named;
        var row = (ObjectType)connection.Fields.Single(f => f.Name == "nodes").Type.Named;
        _fields = string.Join(' ', row.Fields.Where(f => f.Type.Named is ScalarType or EnumType).Select(f => f.Name));
        var field = query.Fields.Single(f => f.Name == name);
        var sort = field.Arguments.SingleOrDefault(a => a.Name == "order")?.Type.Named as InputObjectType;

        // Values of a column body are too long for a cursor.
        _sorted = [.. sort?.Fields.Where(f => f.Binding is ColumnOrder && f.Name != "body").Select(f => f.Name) ?? []];
    }

    public string DrawOrder(Random random) => string.Join(
        ", ",
        _sorted.OrderBy(_ => random.Next()).Take(random.Next(3)).Select(c => $"{{ {c}: {(random.Next(2) == 0 ? "ASC" : "DESC")} }}"));

    public async Task<int> CountAsync()
    {
        var answer = await _host.RunAsync($"{{ {_name} {{ totalCount }} }}");
        return answer.Data.GetProperty(_name).GetProperty("totalCount").GetInt32();
    }

    /// <summary>All rows in an order, at most 100.</summary>
    public async Task<List<string>> WholeAsync(string order) => (await PageAsync("first: 100", order)).Nodes;

    /// <summary>A page; its cursors are null where they are refused for lack of a total order.</summary>
    public async Task<Page> PageAsync(string arguments, string order)
    {
        var answer = await _host.RunAsync(
            $"{{ {_name}({arguments}{Order(order)}) {{ nodes {{ {_fields} }} totalCount "
            + "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }");
        Assert.All(answer.Errors, e => Assert.Equal("JIM_NO_TOTAL_ORDER", e.Code));
        var rows = answer.Data.GetProperty(_name);
        var info = rows.GetProperty("pageInfo");
        return new Page(
            [.. rows.GetProperty("nodes").EnumerateArray().Select(n => n.GetRawText())], info.GetProperty("hasNextPage").GetBoolean(),
            info.GetProperty("hasPreviousPage").GetBoolean(), info.GetProperty("startCursor").GetString(),
            info.GetProperty("endCursor").GetString());
    }

    /// <summary>All rows page by page; null where a cursor that is needed is refused.</summary>
    public async Task<List<string>?> WalkAsync(string order, int size, bool forward, string what)
    {
        var walked = new List<string>();
        var total = await CountAsync();
        for (string? cursor = null; ;)
        {
            var bound = cursor is null ? "" : $", {(forward ? "after" : "before")}: \"{cursor}\"";
            var page = await PageAsync($"{(forward ? "first" : "last")}: {size}{bound}", order);
            Assert.True((walked.Count > 0) == (forward ? page.HasPrevious : page.HasNext), what);
            walked.InsertRange(forward ? walked.Count : 0, page.Nodes);
            Assert.True((walked.Count < total) == (forward ? page.HasNext : page.HasPrevious), what);
            if (walked.Count >= total)
            {
                return walked;
            }

            Assert.Equal(size, page.Nodes.Count);
            cursor = forward ? page.EndCursor : page.StartCursor;
            if (cursor is null)
            {
                return null;
            }
        }
    }

    /// <summary>The first rows with a cursor each; null where one is refused.</summary>
    public async Task<List<(string Node, string Cursor)>?> EdgesAsync(string order, int size)
    {
        var answer = await _host.RunAsync($"{{ {_name}(first: {size}{Order(order)}) {{ edges {{ cursor node {{ {_fields} }} }} }} }}");
        if (answer.Errors.Count > 0)
        {
            Assert.Equal("JIM_NO_TOTAL_ORDER", Assert.Single(answer.Errors).Code);
            return null;
        }

        return
        [
            .. answer.Data.GetProperty(_name).GetProperty("edges").EnumerateArray()
                .Select(e => (e.GetProperty("node").GetRawText(), e.GetProperty("cursor").GetString()!)),
        ];
    }

    /// <summary>A relation without a column that can be sorted by has no argument for it.</summary>
    private string Order(string order) => _sorted.Count == 0 ? "" : $", order: [{order}]";

    internal sealed record Page(List<string> Nodes, bool HasNext, bool HasPrevious, string? StartCursor, string? EndCursor);
}
