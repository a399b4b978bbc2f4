using Jim.Data.Migrations;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Tests.Catalog;

/// <summary>Which tables are followed: those of which every write is logged, however it reaches their rows.</summary>
public sealed class TrackingTests
{
    private const string Tables = """
        create table plain (id int primary key);
        create table parted (id int primary key) partition by range (id);
        create table parted_one partition of parted for values from (1) to (10);
        create table keyless (id int) partition by range (id);
        create table parent (id int primary key);
        create table child (extra int) inherits (parent);
        create schema hidden; create table hidden.members (id int primary key); create table hidden.unused (id int primary key);
        create view members as select id from hidden.members;
        create foreign data wrapper nothing; create server nowhere foreign data wrapper nothing;
        """;

    private const string All = "child hidden.members keyless members parent parted plain";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="change">What is done to tables that are all tracked.</param>
    /// <param name="expected">Which are followed no more (-) or in addition (+).</param>
    [Theory]
    [InlineData("select", "")]
    [InlineData("create table parted_two partition of parted for values from (10) to (20)", "-parted")]
    [InlineData("create table parted_two partition of parted for values from (10) to (20); select jim.track('parted')", "")]
    [InlineData("create foreign table keyless_one partition of keyless default server nowhere", "-keyless")]
    [InlineData("create foreign table keyless_one partition of keyless default server nowhere; select jim.track('keyless')", "-keyless")]
    [InlineData("create table child_two () inherits (parent)", "-parent -child")]
    [InlineData("create table child_two () inherits (child); select jim.track('child_two')", "+child_two")]
    [InlineData("create table parent_two (extra int); alter table child inherit parent_two", "-parent -child")]
    [InlineData("create foreign table far () inherits (parent) server nowhere", "-parent -child")]
    [InlineData("alter table plain disable trigger all", "-plain")]
    [InlineData("alter table parted_one disable trigger user", "-parted")]
    [InlineData("alter table plain disable trigger jim_change_update", "-plain")]
    [InlineData("alter table plain enable replica trigger jim_change_insert", "-plain")]
    [InlineData("drop trigger jim_change_truncate on plain", "-plain")]
    [InlineData("alter table hidden.members disable trigger user", "-hidden.members")]
    [InlineData("create table late (id int primary key)", "")]
    [InlineData("alter table plain rename id to ident; alter table plain rename to simple", "-plain +simple")]
    public async Task Follows(string change, string expected)
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None, Tables);
        await database.Database.ExecuteAsync(change);
        var followed = (await ReadAsync(database)).Followed.Select(oid => (long)oid).ToArray();
        var names = await database.ScalarAsync<string>($$"""
            select string_agg(oid::regclass::text, ' ') from pg_class
            where oid = any ('{ {{string.Join(',', followed)}} }') and relnamespace <> 'jim'::regnamespace
            """);
        var changes = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToLookup(c => c[0], c => c[1..]);
        Assert.Equal(
            All.Split(' ').Except(changes['-']).Concat(changes['+']).Order(StringComparer.Ordinal),
            names.Split(' ').Order(StringComparer.Ordinal));
    }

    /// <summary>What was read before triggers were off may miss a write that nobody logged, also when they are on again.</summary>
    [Theory]
    [InlineData("alter table plain disable trigger user", "alter table plain enable trigger user")]
    [InlineData(
        "alter table parted detach partition parted_one", "alter table parted attach partition parted_one for values from (1) to (10)")]
    [InlineData("select jim.untrack('plain')", "select jim.track('plain')")]
    [InlineData("alter table child no inherit parent", "alter table child inherit parent")]
    [InlineData("select", "alter table plain alter id type int using -id")]
    [InlineData("select", "create table parted_two partition of parted for values from (10) to (20); select jim.track('parted')")]
    public async Task A_fingerprint_from_before_a_change_of_tracking_never_comes_back(string there, string back)
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None, Tables);
        var before = await ReadAsync(database);
        await database.Database.ExecuteAsync(there);
        await database.Database.ExecuteAsync(back);
        var after = await ReadAsync(database);
        Assert.Equal(before.Followed.Order(), after.Followed.Order());
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    private static Task<DatabaseCatalog> ReadAsync(MigratedDatabase database) =>
        CatalogReader.ReadAsync(database.Gateway, CatalogOptions.Default, Cancel);
}
