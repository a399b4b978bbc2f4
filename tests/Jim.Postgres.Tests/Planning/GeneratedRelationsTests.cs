using System.Globalization;
using Jim.Postgres.Schema;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Planning;

/// <summary>
/// Paging over relations that are made from a seed: columns of any type, few values so that there are ties, nulls and rows that are alike
/// in everything, as tables with and without unique indexes, views, materialised views, partitions and INHERITS.
/// </summary>
public sealed class GeneratedRelationsTests
{
    private const int Seed = 7;
    private const int Relations = 32;

    /// <summary>A type, and three of its values.</summary>
    private static readonly (string Type, string[] Values)[] Types =
    [
        ("int2", ["1", "2", "-3"]), ("int4", ["1", "2", "-3"]), ("int8", ["1", "2", "-3000000000"]), ("numeric", ["1.0", "1.00", "2"]),
        ("float4", ["0", "-0", "2.5"]), ("float8", ["0", "-0", "0.1"]), ("text", ["a", "B", "ä"]), ("varchar(5)", ["a", "", "A"]),
        ("char(3)", ["a", "ab", "b"]), ("name", ["a", "b", "c"]), ("\"char\"", ["a", "b", "c"]), ("bool", ["true", "false", "true"]),
        ("date", ["2026-01-01", "1970-01-01", "2026-01-02"]), ("time", ["10:00", "10:00:00.000001", "23:59"]),
        ("timestamptz", ["2026-01-01 00:00:00.000001+00", "2026-01-01 00:00+00", "1969-01-01 00:00+00"]),
        ("timestamp", ["2026-01-01 00:00:00.000001", "2026-01-01 00:00", "1969-01-01 00:00"]),
        ("interval", ["1 day", "24 hours", "2 days"]), ("bytea", ["\\x00", "\\xff", "\\x"]), ("inet", ["10.0.0.1", "10.0.0.2", "::1"]),
        ("uuid", ["10000000-0000-4000-8000-000000000001", "20000000-0000-4000-8000-000000000001", "f0000000-0000-4000-8000-000000000001"]),
        ("kind", ["low", "high", "a b"]), ("short", ["1", "2", "3"]), ("int4[]", ["{1}", "{2}", "{}"]), ("text[]", ["{a}", "{b,c}", "{}"]),
        ("json", ["{\"a\":1}", "{\"a\": 1}", "[]"]), ("jsonb", ["{\"a\":1}", "1", "[]"]), ("int4range", ["[1,2)", "[1,3)", "empty"]),
        ("point", ["(1,2)", "(2,1)", "(0,0)"]), ("pair", ["(1,a)", "(1,b)", "(2,a)"]), ("money", ["1", "2", "3"]),
        ("bit(2)", ["01", "10", "11"]),
        ("tsvector", ["a", "b", "a b"]), ("macaddr", ["08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"]),
    ];

    /// <summary>0: the name; 1: the columns with their types; 2: their names.</summary>
    private static readonly string[] Kinds =
    [
        "create table {0} as select {2} from {0}_base",
        "alter table {0}_base rename to {0}",
        "create view {0} as select {2} from {0}_base",
        "create materialized view {0} as select {2} from {0}_base",
        "create view {0} as select {2}, row_number() over () as n from {0}_base; comment on view {0} is '@key n'",
        "create table {0} as select {2} from {0}_base; create table {0}_child () inherits ({0}); "
            + "insert into {0}_child select {2} from {0}_base",
        "create table {0} (part int, {1}) partition by list (part); create table {0}_two partition of {0} for values in (2); "
            + "create table {0}_rest partition of {0} default; insert into {0} select n, b.* from generate_series(1, 2) n, "
            + "lateral (select {2} from {0}_base) b",
        "create materialized view {0} as select {2}, u from {0}_base; create unique index on {0} (u)",
    ];

    [Fact]
    public async Task Each_walk_gives_each_row_once_or_is_refused_where_rows_are_alike()
    {
        var random = new Random(Seed);
        var sql = Enumerable.Range(0, Relations).Select(i => Build(random, i)).ToList();
        await using var host = await QueryHost.CreateAsync(
            ["public"],
            "create type kind as enum ('low', 'high', 'a b'); create domain short as int2; create type pair as (a int, b text)",
            string.Join(";\n", sql), "grant select on all tables in schema public to jim_admin");
        for (var i = 0; i < Relations; i++)
        {
            var table = Name(i);
            var alike = await host.Database.ScalarAsync<long>($"select count(*) - count(distinct t::text) from {table} t");
            var walker = new PageWalker(host, FindField(host, table));
            for (var round = 0; round < 3; round++)
            {
                var order = walker.DrawOrder(random);
                var size = random.Next(1, 7);
                var what = $"seed {Seed}: by {size} in [{order}] of\n{sql[i]}";
                var all = await walker.WholeAsync(order);
                Assert.True(await host.Database.ScalarAsync<long>($"select count(*) from {table}") == all.Count, what);
                foreach (var forward in (bool[])[true, false])
                {
                    var walk = await walker.WalkAsync(order, size, forward, what);
                    Assert.True(walk?.SequenceEqual(all) ?? alike > 0, what);
                }
            }
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"made_{number}");

    private static string FindField(QueryHost host, string table) => host.Schema.ViewFor("jim_admin").RootType(OperationKind.Query)!
        .Fields.Single(f => f.Binding is ConnectionField connection && connection.Relation.Name == table).Name;

    private static string Build(Random random, int number)
    {
        var name = Name(number);
        var types = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Types[random.Next(Types.Length)]).ToList();
        var columns = string.Join(", ", types.Select((t, i) => $"c{i} {t.Type}"));
        var rows = string.Join(
            ", ",
            Enumerable.Range(0, random.Next(2, 30)).Select(_ => $"({string.Join(", ", types.Select(t => Value(random, t)))})"));

        // The base table has all rows, and a unique column that is null in two rows of three.
        var made = $"""
            create table {name}_base ({columns});
            insert into {name}_base values {rows};
            alter table {name}_base add u int unique;
            update {name}_base b set u = n.r from (select ctid as place, row_number() over () as r from {name}_base) n
            where b.ctid = n.place and n.r % 3 = 0;
            """;
        var listed = string.Join(", ", types.Select((_, i) => $"c{i}"));
        return made + string.Format(CultureInfo.InvariantCulture, Kinds[number % Kinds.Length], name, columns, listed);
    }

    private static string Value(Random random, (string Type, string[] Values) type) =>
        random.Next(4) == 0 ? "null" : $"'{type.Values[random.Next(type.Values.Length)]}'";
}
