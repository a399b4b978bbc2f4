using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>
/// Keys of types whose order for indexes is not that of the operators <c>&lt;</c> and <c>&gt;</c>, or which have it from an extension: rows
/// are read, paged both ways and found by their key.
/// </summary>
public sealed class KeyTypeTests(KeyTypeTests.Tables tables) : IClassFixture<KeyTypeTests.Tables>
{
    [Theory]
    [InlineData("byHstores")]
    [InlineData("byHstoreDomains")]
    [InlineData("byHstoreLists")]
    [InlineData("byPairs")]
    [InlineData("byRows")]
    [InlineData("byLtrees")]
    [InlineData("byCubes")]
    [InlineData("byFolds")]
    [InlineData("byRanges")]
    [InlineData("byLabels")]
    [InlineData("byLabelLists")]
    [InlineData("byNumberLists")]
    public async Task Each_walk_gives_each_row_once_and_the_key_finds_it(string name)
    {
        var walker = new PageWalker(tables.Host, name);
        var all = await walker.WholeAsync("");
        Assert.Equal(5, all.Count);
        foreach (var forward in (bool[])[true, false])
        {
            Assert.Equal(all, await walker.WalkAsync("", 2, forward, name));
        }

        foreach (var (text, n) in all.Select((row, i) => (JsonElement.Parse(row).GetProperty("key").GetRawText(), i)))
        {
            var singular = name[..^1];
            var answer = await tables.Host.RunAsync(
                $"query ($key: {tables.KeyType(singular)}) {{ {singular}ByKey(key: $key) {{ key n }} }}", $$"""{"key": {{text}}}""");
            Assert.Empty(answer.Errors);
            Assert.Equal(all[n], answer.Data.GetProperty($"{singular}ByKey").GetRawText());
        }
    }

    /// <summary>Postgres has no operator for a domain over an enum and a value of the enum.</summary>
    [Theory]
    [InlineData("key: { eq: D }", "[3]")]
    [InlineData("key: { in: [A, C] }", "[2,4]")]
    [InlineData("key: { nin: [A, C, null] }", "[1,3,5]")]
    [InlineData("list: { some: { eq: D } }", "[3]")]
    [InlineData("list: { none: { in: [A, B] } }", "[3,4,5]")]
    [InlineData("key: { neq: D }", "[1,2,4,5]")]
    public async Task A_domain_over_an_enum_is_filtered_by(string where, string ids)
    {
        var answer = await tables.Host.RunAsync(
            $"{{ markeds(where: {{ {where} }}, order: [{{ id: ASC }}]) {{ nodes {{ id }} }} }}");
        Assert.Empty(answer.Errors);
        var nodes = answer.Data.GetProperty("markeds").GetProperty("nodes").EnumerateArray();
        Assert.Equal(ids, $"[{string.Join(',', nodes.Select(n => n.GetProperty("id").GetRawText()))}]");
    }

    public sealed class Tables : IAsyncLifetime
    {
        private const string Sql =
            """
            create extension hstore;
            create extension ltree;
            create extension cube;
            create extension citext;
            create domain tags as hstore;
            create type pair as (a int, b text);
            create type tagged as (a int, b hstore);
            create table by_hstore (key hstore primary key, n int);
            create table by_hstore_domain (key tags primary key, n int);
            create table by_hstore_list (key hstore[] primary key, n int);
            create table by_pair (key pair primary key, n int);
            create table by_row (key tagged primary key, n int);
            create table by_ltree (key ltree primary key, n int);
            create table by_cube (key cube primary key, n int);
            create table by_fold (key citext primary key, n int);
            create type label as enum ('b', 'a', 'd', 'c', 'e');
            create domain mark as label;
            create domain marks as label[];
            create domain numbers as int[];
            create table by_label (key mark primary key, n int);
            create table by_label_list (key marks primary key, n int);
            create table by_number_list (key numbers primary key, n int);
            create table marked (id int primary key, key mark, list mark[]);
            insert into by_label select l, row_number() over () from unnest(enum_range(null::label)) l;
            insert into by_label_list select array[key, key], n from by_label;
            insert into by_number_list select array[7 - n, 3], n from by_label;
            insert into marked select n, key, array[key] from by_label;
            create table by_range (key int4range primary key, n int);
            insert into by_hstore select hstore('k' || i % 3, (i * 7)::text), i from generate_series(1, 5) i;
            insert into by_hstore_domain select key, n from by_hstore;
            insert into by_hstore_list select array[key, 'z=>1'], n from by_hstore;
            insert into by_pair select row(i % 2, 'x"' || i)::pair, i from generate_series(1, 5) i;
            insert into by_row select row(n % 2, key)::tagged, n from by_hstore;
            insert into by_ltree select ('a.' || i * 7)::ltree, i from generate_series(1, 5) i;
            insert into by_cube select cube(i * 7, i + 1), i from generate_series(1, 5) i;
            insert into by_fold select 'A' || i, i from generate_series(1, 5) i;
            insert into by_range select int4range(i, i * 2), i from generate_series(1, 5) i;
            grant all on all tables in schema public to jim_admin;
            """;

        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(["public"], Sql);

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        internal string KeyType(string singular) => Host.Schema.ViewFor("jim_admin").RootType(OperationKind.Query)!
            .Fields.Single(f => f.Name == $"{singular}ByKey").Arguments.Single().Type.ToString()!;
    }
}
