using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>
/// Paging over relations whose rows no key tells apart, or only one that the comment declares, with ties, nulls and rows that are alike in
/// everything: each walk gives each row exactly once, or is refused with a code where two rows cannot be told apart.
/// </summary>
public sealed class TotalOrderTests(TotalOrderTests.Tables tables) : IClassFixture<TotalOrderTests.Tables>
{
    private const int Seed = 20261129;

    public static TheoryData<string, bool> Relations => new()
    {
        // name, and whether rows are alike in everything
        { "looseRows", true }, { "distinctRows", false }, { "maybeUniques", false }, { "oneNulls", false }, { "tiedViews", true },
        { "idViews", false }, { "keyedViews", false }, { "mistakenViews", true }, { "plainMats", true }, { "indexedMats", false },
        { "parents", false }, { "twinParents", true }, { "declaredParents", false }, { "splits", true }, { "keyedSplits", false },
        { "livings", false }, { "jsonRows", false }, { "longRows", false }, { "hiddenRows", false }, { "numberRows", false },
    };

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task Each_walk_gives_each_row_once_or_is_refused(string name, bool hasTwins)
    {
        var random = new Random(Seed);
        var walker = new PageWalker(tables.Host, name);
        var total = await walker.CountAsync();
        var refused = 0;
        for (var round = 0; round < 10; round++)
        {
            var order = walker.DrawOrder(random);
            var size = random.Next(1, 8);
            var what = $"seed {Seed}, round {round}: {name} by {size} in [{order}]";
            var all = await walker.WholeAsync(order);
            Assert.Equal(total, all.Count);
            var forward = await walker.WalkAsync(order, size, forward: true, what);
            var backward = await walker.WalkAsync(order, size, forward: false, what);
            foreach (var walk in (List<string>?[])[forward, backward])
            {
                refused += walk is null ? 1 : 0;
                Assert.True(walk?.SequenceEqual(all) ?? hasTwins, what);
            }
        }

        Assert.Equal(hasTwins, refused > 0);
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task A_cursor_of_any_row_divides_the_rows_or_is_refused(string name, bool hasTwins)
    {
        var random = new Random(Seed);
        var walker = new PageWalker(tables.Host, name);
        for (var round = 0; round < 3; round++)
        {
            var order = walker.DrawOrder(random);
            var all = await walker.WholeAsync(order);
            var edges = await walker.EdgesAsync(order, random.Next(1, 14));
            Assert.True(edges is not null || hasTwins, $"seed {Seed}, round {round}: {name} in [{order}]");
            foreach (var (node, cursor, index) in (edges ?? []).Select((e, i) => (e.Node, e.Cursor, i)))
            {
                Assert.Equal(all[index], node);
                var after = await walker.PageAsync($"first: 100, after: \"{cursor}\"", order);
                Assert.Equal(all[(index + 1)..], after.Nodes);
                Assert.Equal((false, true), (after.HasNext, after.HasPrevious));
                var before = await walker.PageAsync($"last: 100, before: \"{cursor}\"", order);
                Assert.Equal(all[..index], before.Nodes);
                Assert.Equal((true, false), (before.HasNext, before.HasPrevious));
            }
        }
    }

    [Fact]
    public async Task A_first_page_without_cursors_is_not_sorted_and_one_with_cursors_is()
    {
        Assert.DoesNotContain("order by", (await tables.Host.RunAsync("{ looseRows(first: 3) { nodes { a } totalCount } }")).Sql);
        Assert.Contains("order by", (await tables.Host.RunAsync("{ distinctRows(first: 3) { pageInfo { endCursor } } }")).Sql);
        Assert.Contains("order by", (await tables.Host.RunAsync("{ looseRows(last: 3) { nodes { a } } }")).Sql);
    }

    [Fact]
    public async Task The_refusal_says_the_code_and_leaves_the_rows()
    {
        var answer = await tables.Host.RunAsync(
            "{ twins(first: 1, order: [{ a: ASC }]) { nodes { a } pageInfo { startCursor endCursor hasNextPage } totalCount } }");
        var error = Assert.Single(answer.Errors);
        Assert.Equal("JIM_NO_TOTAL_ORDER", error.Code);
        Assert.Contains("@key", error.Message, StringComparison.Ordinal);
        var twins = answer.Data.GetProperty("twins");
        Assert.Equal(1, twins.GetProperty("nodes").GetArrayLength());
        Assert.Equal(2, twins.GetProperty("totalCount").GetInt32());
        Assert.True(twins.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.NotNull(twins.GetProperty("pageInfo").GetProperty("startCursor").GetString());
        Assert.Equal(JsonValueKind.Null, twins.GetProperty("pageInfo").GetProperty("endCursor").ValueKind);
        var edges = await tables.Host.RunAsync("{ twins { edges { cursor } } }");
        Assert.Equal("JIM_NO_TOTAL_ORDER", Assert.Single(edges.Errors).Code);
    }

    [Fact]
    public async Task A_cursor_that_would_be_refused_for_its_length_is_not_given_out()
    {
        const string query = "{{ essays({0}order: [{{ body: ASC }}]) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}";
        var fits = await tables.Host.RunAsync(string.Format(null, query, "first: 1, "));
        Assert.Empty(fits.Errors);
        var cursor = fits.Data.GetProperty("essays").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var next = await tables.Host.RunAsync(string.Format(null, query, $"after: \"{cursor}\", "));
        Assert.Equal("JIM_CURSOR_TOO_LARGE", Assert.Single(next.Errors).Code);
        Assert.Equal(2, next.Data.GetProperty("essays").GetProperty("nodes")[0].GetProperty("id").GetInt32());
        Assert.Empty((await tables.Host.RunAsync("{ essays(first: 2) { edges { cursor node { body } } } }")).Errors);
    }

    [Fact]
    public async Task An_order_of_more_columns_than_a_cursor_once_had_room_for_still_ends_with_the_key()
    {
        var order = string.Join(", ", Enumerable.Range(0, 60).Select(i => $"{{ c{i}: ASC }}"));
        var walker = new PageWalker(tables.Host, "wides");
        var all = await walker.WholeAsync(order);
        Assert.Equal(5, all.Distinct().Count());
        Assert.Equal(all, await walker.WalkAsync(order, 2, forward: true, "wides"));
    }

    [Fact]
    public async Task What_is_before_and_after_a_page_is_looked_for()
    {
        var walker = new PageWalker(tables.Host, "pebbles");
        await tables.Host.Database.ExecuteAsync("delete from pebbles; insert into pebbles select n, n % 2 from generate_series(1, 6) n");
        var edges = (await walker.EdgesAsync("{ id: ASC }", 6))!;
        await tables.Host.Database.ExecuteAsync("delete from pebbles where id in (1, 6)");
        await IsAsync($"first: 2, after: \"{edges[0].Cursor}\"", next: true, previous: false);
        await IsAsync($"last: 2, before: \"{edges[5].Cursor}\"", next: false, previous: true);
        await IsAsync($"first: 9, before: \"{edges[5].Cursor}\"", next: false, previous: false);
        await IsAsync($"first: 9, before: \"{edges[4].Cursor}\"", next: true, previous: false);
        await IsAsync($"last: 2, after: \"{edges[1].Cursor}\"", next: false, previous: true);
        await IsAsync($"last: 9, after: \"{edges[1].Cursor}\"", next: false, previous: true);
        await IsAsync($"last: 9, after: \"{edges[0].Cursor}\"", next: false, previous: false);
        await IsAsync($"first: 2, after: \"{edges[4].Cursor}\"", next: false, previous: true);
        await IsAsync($"first: 0, after: \"{edges[2].Cursor}\"", next: true, previous: true);

        // What the filter leaves out counts neither before nor after the page.
        await IsAsync($"where: {{ v: {{ eq: 1 }} }}, after: \"{edges[1].Cursor}\"", next: false, previous: false);

        async Task IsAsync(string arguments, bool next, bool previous)
        {
            var page = await walker.PageAsync(arguments, "{ id: ASC }");
            Assert.True((next, previous) == (page.HasNext, page.HasPrevious), arguments);
        }
    }

    public sealed class Tables : IAsyncLifetime
    {
        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(["public"], Sql);

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        private static string Wide => string.Join(", ", Enumerable.Range(0, 60).Select(i => $"c{i} int not null default 0"));

        private static string Sql => Loose + Families;

        private const string Loose = """
            create type kind as enum ('low', 'high');
            select setseed(0.25);
            create table loose_rows (a int, b text, c numeric, d float8, k kind);
            insert into loose_rows select nullif((random() * 3)::int, 0), (array['x', 'y', null])[1 + (random() * 2)::int],
              (array[1.0, 1.00, 2])[1 + (random() * 2)::int], (array[7, 0.0, -0.0])[1 + (random() * 2)::int]::float8, 'low'
              from generate_series(1, 45);
            create table distinct_rows (a int, b text, c numeric, at timestamptz, day date, took interval, tags text[], raw bytea);
            insert into distinct_rows select distinct on (1, 2, 3, 4, 5, 6, 7, 8)
              nullif((random() * 2)::int, 0), nullif('t' || (random() * 2)::int, 't0'), (array[1.0, 2, null])[1 + (random() * 2)::int],
              case when random() < 0.5 then timestamptz '2026-02-02' end, date '2026-01-01' + (random() * 2)::int,
              make_interval(days => (random() * 2)::int), array['t' || n % 7], decode(lpad(to_hex(n), 4, '0'), 'hex')
              from generate_series(1, 50) n;
            create table maybe_uniques (a int unique, b text);
            insert into maybe_uniques select case when n % 3 = 0 then n end, 'b' || n % 4 || case when n % 3 > 0 then '.' || n else '' end
              from generate_series(1, 40) n;
            create table one_nulls (a int, b int);
            create unique index one_nulls_key on one_nulls (a, b) nulls not distinct;
            insert into one_nulls select a, b from unnest(array[1, 2, 3, null]) a, unnest(array[7, 8, null]) b;
            create table bases (id int primary key, v int, w text);
            insert into bases select n, nullif(n % 5, 0), 'w' || n % 3 from generate_series(1, 61) n;
            create view tied_views as select v, w from bases;
            create view id_views as select v, w, id from bases;
            create view keyed_views as select w, id, v from bases;
            comment on view keyed_views is '@key id';
            create view mistaken_views as select w, id, v from bases;
            comment on view mistaken_views is E'@key v, w\nNot true.';
            create materialized view plain_mats as select v, w from bases;
            create materialized view indexed_mats as select case when id % 4 > 0 then id end as id, v, w || id / 4 as w from bases;
            create unique index on indexed_mats (id);

            """;

        private static string Families =>
            $"""
            create table parents (id int primary key, v int);
            create table child_ones (extra text, primary key (id)) inherits (parents);
            create table child_twos () inherits (child_ones);
            insert into parents select n, n % 3 from generate_series(1, 12) n;
            insert into child_ones select n, n % 3 + 3, 'x' from generate_series(5, 18) n;
            insert into child_twos select n, n % 3 + 6 from generate_series(1, 5) n;
            create table twin_parents (id int primary key, v int);
            create table twin_children (extra text) inherits (twin_parents);
            insert into twin_parents select n, n % 2 from generate_series(1, 9) n;
            insert into twin_children select n, n % 2, 'x' from generate_series(1, 9, 2) n;
            create table declared_parents (id int primary key, v int);
            comment on table declared_parents is '@key id';
            create table declared_children () inherits (declared_parents);
            insert into declared_parents select n, n % 2 from generate_series(1, 9) n;
            insert into declared_children select n, n % 2 from generate_series(10, 19) n;
            create table splits (at date, v int) partition by range (at);
            create table splits_one partition of splits for values from ('2026-01-01') to ('2026-01-03');
            create table splits_two partition of splits default;
            insert into splits select date '2026-01-01' + n % 4, n % 3 from generate_series(1, 30) n;
            create table keyed_splits (at date, v int, primary key (at, v)) partition by range (at);
            create table keyed_splits_one partition of keyed_splits for values from ('2026-01-01') to ('2026-01-03');
            create table keyed_splits_two partition of keyed_splits default;
            insert into keyed_splits select date '2026-01-01' + n % 5, n from generate_series(1, 30) n;
            create table livings (code int not null, v int, deleted_at timestamptz);
            comment on table livings is '@softDelete';
            create unique index on livings (code) where deleted_at is null;
            insert into livings select n, n % 3, null from generate_series(1, 30) n;
            insert into livings select n % 3, n % 3, now() from generate_series(1, 30) n;
            create table json_rows (v int, doc json, docs jsonb, place point, span int4range, host inet);
            insert into json_rows select n % 2, case when n % 5 > 0 then json_build_object('n', n % 5) end, to_jsonb(n % 3),
              point(n % 4, 1), int4range(n % 2, 9), ('10.0.0.' || n)::inet from generate_series(1, 40) n;
            create table long_rows (v int, body text);
            insert into long_rows select n % 2, repeat('long ', 9000) || n from generate_series(1, 20) n;
            create table hidden_rows (v int, secret text);
            comment on column hidden_rows.secret is '@omit';
            insert into hidden_rows select n % 2, 'hunter' || n from generate_series(1, 20) n;
            create table number_rows (n numeric, v int);
            insert into number_rows values (1.0, 1), (1.00, 1), (1.000, 1), (2, 1), (null, 1), (1.0, null), (1.00, null), (-3, 1);
            create table twins (a int);
            insert into twins values (1), (1);
            create table essays (id int primary key, body text);
            insert into essays values (1, repeat('a', 24000)), (2, repeat('b', 25000));
            create table wides (id int primary key, {Wide});
            insert into wides select generate_series(1, 5);
            create table pebbles (id int primary key, v int);
            grant select on all tables in schema public to jim_admin
            """;
    }
}
