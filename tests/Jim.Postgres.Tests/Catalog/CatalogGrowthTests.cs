using Jim.Postgres.Catalog;
using Npgsql;

namespace Jim.Postgres.Tests.Catalog;

/// <summary>
/// What Postgres does to read a catalog grows no faster than the catalog: counted in the rows that the steps of the plan give or throw
/// away, which do not depend on how busy the machine is.
/// </summary>
public sealed class CatalogGrowthTests(ITestOutputHelper output)
{
    private const int Tables = 600;

    /// <summary>Twice what is needed. A pass over all foreign keys for each relation made it 2,600.</summary>
    private const int RowsMost = 400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relation_takes_a_number_of_rows_that_does_not_grow_with_the_others()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql);
        await AddTablesAsync(database);
        var catalog = await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, Cancel);
        var rows = await CountRowsAsync(database);
        output.WriteLine($"{rows} rows for {catalog.Relations.Length} relations");
        Assert.Equal(3 * Tables, catalog.Relations.Length);
        Assert.InRange(rows, catalog.Relations.Length, catalog.Relations.Length * RowsMost);
    }

    [Fact]
    public async Task The_state_is_not_looked_up_again_in_the_snapshot_that_is_known()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql);
        var sql = EmbeddedQueries.Read("Catalog/catalog_state.sql")
            .Replace("$1", "'{public}'", StringComparison.Ordinal).Replace("$3", "'{jim_user}'", StringComparison.Ordinal);
        Assert.Null(await ReadStateAsync("pg_current_snapshot()::text"));
        Assert.NotNull(await ReadStateAsync("'1:1:'"));
        Assert.NotNull(await ReadStateAsync("null"));

        async Task<string?> ReadStateAsync(string known)
        {
            await using var command = database.DataSource.CreateCommand(sql.Replace("$2", known, StringComparison.Ordinal));
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            await reader.ReadAsync(Cancel);
            return await reader.IsDBNullAsync(1, Cancel) ? null : reader.GetString(1);
        }
    }

    [Fact]
    public async Task A_change_is_seen_by_who_knows_the_state_before_it()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, "create table t (id int primary key)");
        var before = await CatalogReader.ReadStateAsync(database.DataSource, CatalogOptions.Default, null, Cancel);
        var still = await CatalogReader.ReadStateAsync(database.DataSource, CatalogOptions.Default, before, Cancel);
        await ExecuteAsync(database, "alter table t add note text");
        var after = await CatalogReader.ReadStateAsync(database.DataSource, CatalogOptions.Default, still, Cancel);
        Assert.Equal(before.Text, still.Text);
        Assert.NotEqual(still.Text, after.Text);
    }

    /// <summary>Roles are the whole cluster's: what other databases make there is no change here.</summary>
    [Fact]
    public async Task Only_memberships_of_application_roles_are_a_change()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql);
        var mark = Guid.NewGuid().ToString("N");
        var (application, group, above, login) = ($"application_{mark}", $"group_{mark}", $"above_{mark}", $"login_{mark}");
        var options = CatalogOptions.Default with { Roles = [application] };
        async Task<string> ReadAsync() => (await CatalogReader.ReadStateAsync(database.DataSource, options, null, Cancel)).Text;
        await ExecuteAsync(database, $"create role {application}; create role {group}; create role {above}");
        try
        {
            var before = await ReadAsync();
            await ExecuteAsync(database, $"create role {login}; grant {application} to {login}; grant {above} to {group}");
            Assert.Equal(before, await ReadAsync());
            await ExecuteAsync(database, $"grant {group} to {application}");
            var member = await ReadAsync();
            Assert.NotEqual(before, member);
            await ExecuteAsync(database, $"revoke {above} from {group}");
            var left = await ReadAsync();
            Assert.NotEqual(member, left);
            await ExecuteAsync(database, $"alter role {group} superuser");
            Assert.NotEqual(left, await ReadAsync());
        }
        finally
        {
            await ExecuteAsync(database, $"drop role if exists {application}, {group}, {above}, {login}");
        }
    }

    private static Task AddTablesAsync(TestDatabase database) => ExecuteAsync(
        database,
        $"""
        do $$
        begin
          for i in 1..{Tables} loop
            execute format('create table t%s (id int primary key, one int references t%s, other int references t%s, note text not null)',
              i, greatest(1, i - 1), greatest(1, i / 2));
            execute format('create table below%s (extra int) inherits (t%s)', i, i);
            execute format('comment on column t%s.note is ''what is noted''', i);
            execute format('create view v%s as select id, note from t%s', i, i);
            execute format('grant select on t%s, v%s to jim_user', i, i);
          end loop;
        end $$;
        analyze
        """);

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<double> CountRowsAsync(TestDatabase database)
    {
        var options = CatalogOptions.Default;
        var sql = EmbeddedQueries.Read("Catalog/catalog.sql");
        await using var command = database.DataSource.CreateCommand($"explain (analyze, timing off, format json) {sql}");
        foreach (var names in (ImmutableArray<string>[])[options.Schemas, options.PlatformTables, options.Roles])
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        }

        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(Cancel))!);
        return CountRows(plan.RootElement[0].GetProperty("Plan"));
    }

    /// <summary>The rows that a step and those below it give or throw away. The counts of a plan are means of a step's runs.</summary>
    private static double CountRows(JsonElement step)
    {
        double Read(string name) => step.TryGetProperty(name, out var value) ? value.GetDouble() : 0;

        var own = (Read("Actual Rows") + Read("Rows Removed by Filter") + Read("Rows Removed by Join Filter")) * Read("Actual Loops");
        return own + (step.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(CountRows) : 0);
    }
}
