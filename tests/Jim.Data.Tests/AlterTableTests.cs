using System.Globalization;
using Jim.Data.Migrations;
using Npgsql;

namespace Jim.Data.Tests;

/// <summary>
/// What an owner does to a tracked table is not refused because of the triggers, and makes no later write fail; and every later write is
/// logged, although nobody has tracked the table again.
/// </summary>
public sealed class AlterTableTests : IAsyncLifetime
{
    private Login? _login;
    private int _tables;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Login Login => _login!;

    public async ValueTask InitializeAsync() => _login = await Login.CreateAsync();

    public ValueTask DisposeAsync() => Login.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_form_is_done_and_every_later_write_succeeds_and_is_logged(bool isSuperuser)
    {
        await MigrateAsync(isSuperuser);
        await using var owner = await OpenAsync();
        await using var writer = await OpenAsync();
        var faults = new List<string>();
        foreach (var form in AlterTableForms.All.Select(form => form.For(NextTable())))
        {
            try
            {
                await TryAsync(form, owner, writer, faults);
            }
            catch (PostgresException e)
            {
                faults.Add($"{form.Change}: {e.MessageText} at {e.Where}");
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("alter table $t rename v to vv")]
    [InlineData("alter table $t drop v")]
    [InlineData("alter table $t alter v type text; alter table $t rename id to ident")]
    public async Task A_transaction_that_began_before_the_change_can_write_after_it(string change)
    {
        await MigrateAsync(isSuperuser: false);
        await using var owner = await OpenAsync();
        var table = await CreateTrackedAsync(owner);
        await using var writer = await OpenAsync();
        await ExecuteAsync(writer, $"insert into {table} default values");
        await ExecuteAsync(writer, "begin isolation level repeatable read");
        await ExecuteAsync(writer, "select 1 from pg_class limit 1");
        await ExecuteAsync(owner, change.Replace("$t", table, StringComparison.Ordinal));
        string[] writes =
        [
            $"insert into {table} default values", $"update {table} set w = 'x'", $"delete from {table}", "commit",
            $"insert into {table} default values", $"update {table} set w = 'y'",
        ];
        foreach (var write in writes)
        {
            await ExecuteAsync(writer, write);
        }
    }

    [Fact]
    public async Task A_table_that_is_tracked_again_is_logged_row_by_row_again()
    {
        await MigrateAsync(isSuperuser: false);
        await using var owner = await OpenAsync();
        var table = await CreateTrackedAsync(owner);
        await ExecuteAsync(owner, $"alter table {table} rename id to ident");
        await ExecuteAsync(owner, $"insert into {table} default values");
        Assert.Equal("T", await ScalarAsync<string>(owner, "select op::text from jim.change order by seq desc limit 1"));
        Assert.True(await ScalarAsync<bool>(owner, $"select jim.track('{table}')"));
        await ExecuteAsync(owner, $"insert into {table} default values");
        Assert.Equal("I", await ScalarAsync<string>(owner, "select op::text from jim.change order by seq desc limit 1"));
    }

    /// <summary>Postgres keeps the plan of the first update for the session; this took 6 seconds by the plan for one row.</summary>
    [Fact]
    public async Task An_update_of_many_rows_after_one_of_a_single_row_is_not_quadratic()
    {
        await MigrateAsync(isSuperuser: false);
        await using var owner = await OpenAsync();
        var table = await CreateTrackedAsync(owner);
        await ExecuteAsync(owner, $"insert into {table} select from generate_series(1, 9000)");
        await ExecuteAsync(owner, $"update {table} set v = 1 where id = 7");
        var before = await ScalarAsync<long>(owner, "select max(seq) from jim.change");
        await ExecuteAsync(owner, "set statement_timeout = '3s'");
        await ExecuteAsync(owner, $"update {table} set v = 2, id = case id when 8 then 0 else id end");
        Assert.Equal(
            "D 1, I 1, U 8999",
            await ScalarAsync<string>(owner, string.Create(CultureInfo.InvariantCulture, $"""
                select string_agg(format('%s %s', op, n), ', ' order by op)
                from (select op, count(*) as n from jim.change where seq > {before} group by op) c
                """)));
    }

    private async Task MigrateAsync(bool isSuperuser)
    {
        if (!isSuperuser)
        {
            await Login.OwnedByAsync("createrole");
        }

        await Migrator.MigrateAsync(Login.Options() with { Model = DataModel.None }, _ => { }, Token);
    }

    private async Task<string> CreateTrackedAsync(NpgsqlConnection owner)
    {
        var form = AlterTableForms.All[0].For(NextTable());
        await ExecuteAsync(owner, $"{form.Tables}; {form.Track}");
        return form.Name;
    }

    private async Task TryAsync(AlterTableForm form, NpgsqlConnection owner, NpgsqlConnection writer, List<string> faults)
    {
        await ExecuteAsync(owner, $"{form.Tables}; {form.Track}");
        await WriteAsync(writer, owner, form with { Written = form.Name }, faults);
        if (form.Interrupted.Length > 0)
        {
            await form.InterruptAsync(owner, writer);
            await WriteAsync(writer, owner, form, faults);
        }

        await ExecuteAsync(owner, form.Change);
        await WriteAsync(writer, owner, form, faults);
        await ExecuteAsync(owner, $"grant all on {form.Written} to jim_user; grant usage on all sequences in schema public to jim_user");
        await using var other = await OpenAsync();
        await ExecuteAsync(other, $"grant jim_user to {Login.Owner}");
        await ExecuteAsync(other, "set role jim_user");
        await WriteAsync(other, owner, form, faults);
    }

    /// <summary>Every kind of write, each of which must be logged for the table and for all others that show its rows.</summary>
    private static Task WriteAsync(NpgsqlConnection connection, NpgsqlConnection owner, AlterTableForm form, List<string> faults) =>
        new TableWrites(connection, form).RunAsync(async statement =>
        {
            var missing = await ScalarAsync<string>(owner, $"""
                select coalesce(string_agg(t::regclass::text, ' '), '') from unnest(jim.change_tables('{form.Written}')) t
                where not exists (select from jim.change c where c.tbl = t)
                """);
            await ExecuteAsync(owner, "delete from jim.change");
            if (missing.Length > 0)
            {
                faults.Add($"{form.Change}: {statement} is not logged for {missing}");
            }
        });

    private Task<NpgsqlConnection> OpenAsync() => OpenAsync(Login.OwnerConnectionString);

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    private string NextTable() => string.Create(CultureInfo.InvariantCulture, $"t{++_tables}");
}
