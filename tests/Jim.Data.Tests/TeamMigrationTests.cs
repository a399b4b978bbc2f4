using Jim.Data.Migrations;

namespace Jim.Data.Tests;

public sealed class TeamMigrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_applied_once_each_in_the_order_of_their_numbers_and_their_tables_are_tracked()
    {
        await using var login = await Login.CreateAsync();
        using var folder = new TemporaryFolder(
            ("10_ten.sql", "insert into shops values ('after');"),
            ("9_nine.sql", "create table shops (name text primary key);\r\ncreate function f() returns int begin atomic select 1; end;"),
            ("notes.txt", "not sql"));
        var options = login.Options() with { MigrationsFolder = folder.Path };
        Assert.Equal(
            [
                "applied 20261121_0001_platform", "applied 20261129_0001_trackers", "applied 20261129_0002_service",
                "applied 20261129_0003_upkeep", "applied 20261129_0004_results", "applied 20261129_0005_routed",
                "applied 20261129_0006_fair_jobs", "applied 20261129_0007_tracked_one_by_one", "applied 20261130_0001_idempotency",
                "applied 20261130_0002_change_mark", "applied 20261130_0003_revocations", "applied 20261130_0004_webhooks",
                "applied 20261130_0005_lanes",
                "applied 20261130_0006_scopes", "applied 20261130_0007_schedules",
                "applied 20261201_0031_targets", "applied 20261202_0011_mirrors", "applied 20261202_0021_uploads",
                "applied 20261202_0031_removals",
                "applied 20261121_0001_starter",
                "applied 20261129_0001_me", "applied 20261129_0002_service", "applied 20261129_0003_peers",
                "applied 9_nine.sql", "applied 10_ten.sql", "tracked: shops"
            ], await MigrateAsync(options));
        folder.Write(
            "9_nine.sql", "create table shops (name text primary key);\ncreate function f() returns int begin atomic select 1; end;");
        folder.Write("11_eleven.sql", "alter table shops add city text;");
        Assert.Equal(["applied 11_eleven.sql", "tracked: shops"], await MigrateAsync(options));
        Assert.Equal(["nothing to do"], await MigrateAsync(options));
        Assert.Equal(["nothing to do"], await MigrateAsync(options with { MigrationsFolder = folder.Path + "/none" }));
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_is_refused()
    {
        await using var login = await Login.CreateAsync();
        using var folder = new TemporaryFolder(("1_a.sql", "create table a (id int primary key);"));
        var options = login.Options() with { Model = DataModel.None, MigrationsFolder = folder.Path };
        await MigrateAsync(options);
        folder.Write("1_a.sql", "create table a (id bigint primary key);");
        var error = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(options));
        Assert.Contains("1_a.sql was changed after it was applied", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "create table a (id int);\n\n-- why\ncreate table b (\n  id int,\n  x nonsense\n);",
        "1_a.sql:6: type \"nonsense\" does not exist (42704)")]
    [InlineData(
        "create table a (id int);\n/* two\nlines */\ninsert into a values ('x');",
        "1_a.sql:4: invalid input syntax for type integer: \"x\" (22P02)")]
    [InlineData("create table a (id int);\ninsert into a values (1);\nselect 1 / (id - 1) from a;", "1_a.sql:3: division by zero (22012)")]
    [InlineData("create table a (id int);\ncommit;", "1_a.sql:2: a migration is one transaction already")]
    public async Task A_file_that_fails_names_file_and_line_and_leaves_nothing(string text, string message)
    {
        await using var login = await Login.CreateAsync();
        using var folder = new TemporaryFolder(("1_a.sql", text));
        var options = login.Options() with { Model = DataModel.None, MigrationsFolder = folder.Path };
        var error = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(options));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        folder.Write("1_a.sql", "create table a (id int primary key);");
        Assert.Equal(["applied 1_a.sql", "tracked: a"], await MigrateAsync(options));
    }

    [Theory]
    [InlineData("first.sql", "has no number")]
    [InlineData("01_again.sql", "have the same number")]
    public async Task Files_without_a_place_in_the_order_are_refused_before_any_is_applied(string name, string message)
    {
        await using var login = await Login.CreateAsync();
        using var folder = new TemporaryFolder(("1_a.sql", "create table a (id int);"), (name, "select 1"));
        var error = await Assert.ThrowsAsync<MigrationException>(
            () => MigrateAsync(login.Options() with { Model = DataModel.None, MigrationsFolder = folder.Path }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        await using var session = await SqlSession.BeginAsync(login.Database.DataSource);
        Assert.True(await session.ScalarAsync<bool>("select to_regclass('a') is null"));
    }

    private static async Task<List<string>> MigrateAsync(MigrateOptions options)
    {
        var lines = new List<string>();
        await Migrator.MigrateAsync(options, lines.Add, Token);
        return lines;
    }
}
