using System.Globalization;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>Keyset paging against the ordered table: every page size, both directions, any order, with nulls and duplicates.</summary>
public sealed class PagingTests(PagingTests.Table table) : IClassFixture<PagingTests.Table>
{
    private const int Seed = 20260301;
    private static readonly string[] Columns = ["num", "txt", "kind", "atTime", "day", "price", "ratio", "flag", "fixedNum", "parent"];

    [Fact]
    public async Task Walking_all_pages_gives_the_ordered_table_in_both_directions()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 60; round++)
        {
            var order = Order(random);
            var size = random.Next(1, 9);
            var expected = await IdsAsync($"first: 100, order: [{order}]");
            Assert.Equal(40, expected.Count);
            Assert.True(
                expected.SequenceEqual(await WalkAsync(order, size, forward: true)), $"seed {Seed}: forward by {size} in [{order}]");
            Assert.True(
                expected.SequenceEqual(await WalkAsync(order, size, forward: false)), $"seed {Seed}: backward by {size} in [{order}]");
        }
    }

    [Fact]
    public async Task The_order_is_that_of_Postgres_with_the_key_appended()
    {
        var expected = new List<string>();
        await using var command = table.Host.Database.DataSource.CreateCommand("select id::text from items order by num desc, txt, id");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            expected.Add(reader.GetString(0));
        }

        Assert.Equal(expected, await IdsAsync("first: 100, order: [{ num: DESC }, { txt: ASC }]"));
    }

    [Fact]
    public async Task A_window_between_two_cursors_is_what_lies_between_them()
    {
        var all = await EdgesAsync("first: 100, order: [{ num: DESC }]");
        var between = await EdgesAsync($"first: 100, order: [{{ num: DESC }}], after: \"{all[4].Cursor}\", before: \"{all[9].Cursor}\"");
        Assert.Equal(all[5..9].Select(e => e.Id), between.Select(e => e.Id));
        var last = await EdgesAsync($"last: 2, order: [{{ num: DESC }}], after: \"{all[4].Cursor}\", before: \"{all[9].Cursor}\"");
        Assert.Equal(all[7..9].Select(e => e.Id), last.Select(e => e.Id));
    }

    [Fact]
    public async Task Rejects_a_cursor_from_another_order_another_table_or_no_order_at_all()
    {
        var cursor = (await EdgesAsync("first: 1, order: [{ num: DESC }]"))[0].Cursor;
        var forged = cursor[..^4] + (cursor[^4..] == "AAAA" ? "BBBB" : "AAAA");
        foreach (var (order, given) in new[]
        {
            ("{ num: ASC }", cursor), ("{ txt: ASC }", cursor), ("{ num: DESC }, { txt: ASC }", cursor), ("{ num: DESC }", cursor + "AA"),
            ("{ num: DESC }", cursor[..^2]), ("{ num: DESC }", ""), ("{ num: DESC }", "ä ö"), ("{ num: DESC }", new string('A', 40_000)),
        })
        {
            var answer = await table.Host.RunAsync($"{{ items(after: \"{given}\", order: [{order}]) {{ nodes {{ id }} }} }}");
            Assert.Equal("HC0078", Assert.Single(answer.Errors).Code);
            Assert.Equal("none", answer.Sql);
        }

        // Bytes of the same layout are a place in the order like any other: the row need not exist.
        var invented = await table.Host.RunAsync($"{{ items(after: \"{forged}\", order: [{{ num: DESC }}]) {{ nodes {{ id }} }} }}");
        Assert.Empty(invented.Errors);
    }

    [Fact]
    public async Task A_cursor_holds_infinity_and_microseconds()
    {
        var all = await IdsAsync("first: 100, order: [{ moment: ASC }]");
        Assert.Equal(all, await WalkAsync("{ moment: ASC }", 1, forward: true));
    }

    private static string Order(Random random)
    {
        var columns = Columns.OrderBy(_ => random.Next()).Take(random.Next(0, 4));
        return string.Join(", ", columns.Select(c =>
        {
            var direction = random.Next(2) == 0 ? "ASC" : "DESC";
            return c == "parent" ? $"{{ parent: {{ label: {direction} }} }}" : $"{{ {c}: {direction} }}";
        }));
    }

    private async Task<List<string>> WalkAsync(string order, int size, bool forward)
    {
        var walked = new List<string>();
        string? cursor = null;
        while (true)
        {
            var arguments = forward
                ? $"first: {size}, order: [{order}]{(cursor is null ? "" : $", after: \"{cursor}\"")}"
                : $"last: {size}, order: [{order}]{(cursor is null ? "" : $", before: \"{cursor}\"")}";
            var answer = await table.Host.RunAsync(
                $"{{ items({arguments}) {{ nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}");
            Assert.Empty(answer.Errors);
            var items = answer.Data.GetProperty("items");
            var ids = items.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("id").GetString()!).ToList();
            var info = items.GetProperty("pageInfo");
            walked.InsertRange(forward ? walked.Count : 0, ids);
            if (!info.GetProperty(forward ? "hasNextPage" : "hasPreviousPage").GetBoolean())
            {
                return walked;
            }

            Assert.Equal(size, ids.Count);
            cursor = info.GetProperty(forward ? "endCursor" : "startCursor").GetString();
        }
    }

    private async Task<List<string>> IdsAsync(string arguments) => [.. (await EdgesAsync(arguments)).Select(e => e.Id)];

    private async Task<List<(string Id, string Cursor)>> EdgesAsync(string arguments)
    {
        var answer = await table.Host.RunAsync($"{{ items({arguments}) {{ edges {{ cursor node {{ id }} }} }} }}");
        Assert.Empty(answer.Errors);
        return [.. answer.Data.GetProperty("items").GetProperty("edges").EnumerateArray().Select(Edge)];

        static (string, string) Edge(JsonElement edge) =>
            (edge.GetProperty("node").GetProperty("id").GetString()!, edge.GetProperty("cursor").GetString()!);
    }

    public sealed class Table : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(["public"], string.Create(
            CultureInfo.InvariantCulture,
            $"""
            create type kind as enum ('low', 'high', 'mid');
            create table parents (id int primary key, label text);
            create table items (
              id uuid primary key, num int, txt text, kind kind, at_time timestamptz, day date, price numeric, ratio float8, flag boolean,
              fixed_num int not null, parent_id int references parents, moment timestamptz);
            insert into parents values (1, 'b'), (2, 'a'), (3, null);
            select setseed(0.5);
            insert into items select gen_random_uuid(),
              case when random() < 0.3 then null else (random() * 5)::int end,
              case when random() < 0.3 then null else (array['a', 'B', 'ä', '', 'a"b'])[1 + (random() * 4)::int] end,
              case when random() < 0.3 then null else (array['low', 'high', 'mid'])[1 + (random() * 2)::int]::kind end,
              case when random() < 0.3 then null else
                timestamptz '2026-01-01 00:00:00.000001+00' + (random() * 3)::int * interval '1 us' end,
              case when random() < 0.3 then null else date '2026-01-01' + (random() * 3)::int end,
              case when random() < 0.3 then null else (array[1.10, 'NaN', -5, 1e30])[1 + (random() * 3)::int] end,
              case when random() < 0.3 then null else (array[0.1, 'NaN', 'Infinity', -0.0])[1 + (random() * 3)::int] end,
              case when random() < 0.3 then null else random() < 0.5 end,
              (random() * 3)::int, case when random() < 0.5 then 1 + (random() * 2)::int end,
              (array['infinity', '-infinity', '2026-01-01 00:00:00.123456+00', null])[1 + n % 4]::timestamptz
            from generate_series(1, 40) n;
            grant select on all tables in schema public to jim_admin
            """));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
