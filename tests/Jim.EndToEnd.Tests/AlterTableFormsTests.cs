using System.Collections.Concurrent;
using System.Globalization;
using Jim.Data;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim whose database belongs to a plain role, which migrates and tracks.</summary>
public sealed class PlainOwnerWorld : EmbeddedWorld
{
    /// <summary>Empty, because here the schema <c>jim</c> is the owner's.</summary>
    protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync();

    protected override async Task StartAsync()
    {
        var owner = $"{Database.Name}_owner";
        await Database.ExecuteAsync($"create role {owner} login createrole; alter database {Database.Name} owner to {owner}");
        Environment["DATABASE_OWNER_URL"] = Database.UrlFor(owner);
        Environment["JIM_LIMIT_RATE"] = "0";
        await base.StartAsync();
    }
}

/// <summary>The same with a superuser.</summary>
public sealed class SuperuserWorld : EmbeddedWorld
{
    public SuperuserWorld() => Environment["JIM_LIMIT_RATE"] = "0";
}

public sealed class AlterTableFormsByOwnerTests(PlainOwnerWorld world) : AlterTableFormsTests(world), IClassFixture<PlainOwnerWorld>
{
    protected override string Owner => $"{Database.Name}_owner";
}

public sealed class AlterTableFormsBySuperuserTests(SuperuserWorld world) : AlterTableFormsTests(world), IClassFixture<SuperuserWorld>
{
    protected override string Owner => "postgres";
}

/// <summary>
/// Every form of ALTER TABLE while Jim runs: it is done, all later writes by plain SQL succeed, and answers that were cached before do not
/// stay.
/// </summary>
public abstract class AlterTableFormsTests(EmbeddedWorld world)
{
    private const int FormsAtOnce = 4;

    /// <summary>Each form makes the keeper and the gateway read the whole catalog again.</summary>
    private static readonly TimeSpan TrackedWithin = TimeSpan.FromSeconds(120);

    private readonly JimClient _client = world.Anonymous();

    protected TestDatabase Database => world.Database;

    protected abstract string Owner { get; }

    [Fact]
    public async Task After_every_form_writes_go_on_and_no_cached_answer_stays()
    {
        var forms = AlterTableForms.All
            .Select((form, number) => form.For(string.Create(CultureInfo.InvariantCulture, $"f{number}t"))).ToList();
        await using (var owner = await OpenAsync())
        {
            await ExecuteAsync(owner, "alter default privileges grant select on tables to jim_anonymous");
            foreach (var form in forms)
            {
                await ExecuteAsync(owner, form.Tables);
            }

            // The name is the table's in the schema, whatever it is called in the database after the form.
            await ExecuteAsync(owner, """
                do $$ declare tbl record; begin
                  for tbl in select c.oid::regclass as name, '@name F' || replace(substr(c.relname, 2), '_', '') || 't' as comment
                    from pg_class c where c.relkind in ('r', 'p') and c.relname ~ '^f\d+t(_|$)'
                  loop execute format('comment on table %s is %L', tbl.name, tbl.comment); end loop;
                end $$
                """);
        }

        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(forms, new ParallelOptions { MaxDegreeOfParallelism = FormsAtOnce }, async (form, _) =>
        {
            try
            {
                await TryAsync(form);
            }
            catch (Exception e)
            {
                faults.Enqueue($"{form.Name} {form.Change}: {e.Message}");
            }
        });
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
    }

    private async Task TryAsync(AlterTableForm form)
    {
        await using var owner = await OpenAsync();
        await using var writer = await OpenAsync();
        await AssertFreshAsync(form with { Written = form.Name }, isCached: true);
        await ExecuteAsync(writer, $"insert into {form.Name} default values");
        await AssertFreshAsync(form with { Written = form.Name }, isCached: true);
        if (form.Interrupted.Length > 0)
        {
            await form.InterruptAsync(owner, writer);
        }

        await ChangeAsync(owner, form.Change);
        await AssertFreshAsync(form);
        await new TableWrites(writer, form).RunAsync(_ => Task.CompletedTask);
        await ExecuteAsync(writer, $"insert into {form.Written} default values");
        await AssertFreshAsync(form);
        await ExecuteAsync(writer, $"insert into {form.Written} default values");
        await AssertFreshAsync(form, isCached: true);
    }

    /// <summary>The answer comes to be what SQL says, and is it again when it is asked for once more.</summary>
    /// <param name="form">Its <see cref="AlterTableForm.Written"/> is asked about.</param>
    /// <param name="isCached">The answer comes from the cache in the end.</param>
    private async Task AssertFreshAsync(AlterTableForm form, bool isCached = false)
    {
        if (await FindFieldAsync(form.Written) is not { } field)
        {
            return;
        }

        var count = await Database.ScalarAsync<long>($"""
            select (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %s', r), false, true, '')))[1]::text::bigint
            from (select coalesce(pg_partition_root('{form.Written}'), '{form.Written}')) x (r)
            """);
        var last = string.Empty;
        try
        {
            await Eventually.Holds(async () =>
            {
                using var response = await _client.PostAsync($"{{ {field} {{ totalCount }} }}");
                last = await response.Content.ReadAsStringAsync();
                return TellsCount(last, count) && (!isCached || IsHit(response));
            }, TrackedWithin);
        }
        catch (Exception late) when (last.Length > 0)
        {
            throw new InvalidOperationException($"{count} rows of {field}, cached {isCached}: {last}", late);
        }

        using var again = await _client.PostAsync($"{{ {field} {{ totalCount }} }}");
        Assert.True(TellsCount(await again.Content.ReadAsStringAsync(), count));
    }

    /// <summary>
    /// The field of the table, or of the table that it is a partition of; null where it is in a schema that is not exposed.
    /// </summary>
    private async Task<string?> FindFieldAsync(string table)
    {
        var name = await Database.ScalarAsync<string>($"""
            select coalesce(substr(obj_description(c.oid, 'pg_class'), 8), '') from pg_class c
            where c.oid = coalesce(pg_partition_root('{table}'), '{table}')
            """);
        return name.Length == 0 || table.Contains('.', StringComparison.Ordinal) ? null : $"f{name}s";
    }

    private static bool TellsCount(string answer, long count) =>
        answer.Contains(string.Create(CultureInfo.InvariantCulture, $"\"totalCount\":{count}}}"), StringComparison.Ordinal);

    private static bool IsHit(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Cache-Status", out var values) && values.Contains("jim; hit");

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(PostgresUrl.Parse(Database.UrlFor(Owner)));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>DDL that meets readers of the table and its partitions in a deadlock is tried again, as whoever sent it would.</summary>
    private static async Task ChangeAsync(NpgsqlConnection owner, string change)
    {
        try
        {
            await ExecuteAsync(owner, change);
        }
        catch (PostgresException deadlock) when (deadlock.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await ExecuteAsync(owner, change);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
