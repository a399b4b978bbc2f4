using System.Globalization;
using Jim.Data.Migrations;
using Npgsql;

namespace Jim.Testing;

/// <summary>A database of its own in the run's cluster, dropped at the end. Roles are cluster-wide and shared.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static int made;
    private readonly string _adminConnection;

    private TestDatabase(string adminConnection, string name, string connectionString)
    {
        _adminConnection = adminConnection;
        Name = name;
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
    }

    public string Name { get; }

    /// <summary>Npgsql form, as superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>As superuser.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary><c>postgres://user@host:port/name</c> for a login role of the cluster (trust authentication).</summary>
    public string UrlFor(string user)
    {
        var c = new NpgsqlConnectionStringBuilder(ConnectionString);
        return string.Create(CultureInfo.InvariantCulture, $"postgres://{user}@{c.Host}:{c.Port}/{Name}");
    }

    public static Task<TestDatabase> CreateAsync(params string[] sql) => CreateInAsync(TestServices.Postgres, sql);

    /// <summary>In a cluster of the test's own (<see cref="OwnServers"/>).</summary>
    public static Task<TestDatabase> CreateInAsync(string cluster, params string[] sql) => CreateAsync(cluster, "template1", sql);

    /// <summary>Migrated already, so that the first start of a server has nothing to do; in the starter also seeded if it is asked for.</summary>
    public static async Task<TestDatabase> CopyMigratedAsync(DataModel model, bool seeded) =>
        await CreateAsync(TestServices.Postgres, await TemplateDatabase.NameAsync(model, seeded), []);

    private static async Task<TestDatabase> CreateAsync(string cluster, string template, string[] sql)
    {
        var url = new Uri(cluster);
        var admin = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host, Port = url.Port, Username = url.UserInfo.Split(':')[0], Database = "postgres", Pooling = false,
            CommandTimeout = 180, // to drop a database waits for a checkpoint of the whole cluster
        };
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref made)}");
        await ExecuteAsync(admin.ConnectionString, $"create database {name} template {template}");
        var own = new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = name, Pooling = true, IncludeErrorDetail = true };
        var database = new TestDatabase(admin.ConnectionString, name, own.ConnectionString);
        foreach (var statement in sql)
        {
            await database.ExecuteAsync(statement);
        }

        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until the keeper has Jim log the changes of these tables.</summary>
    public Task AwaitTrackedAsync(params string[] tables)
    {
        var oids = string.Join(", ", tables.Select(table => $"'{table}'::regclass"));
        return Eventually.Holds(() => ScalarAsync<bool>(string.Create(
            CultureInfo.InvariantCulture,
            $"select count(*) = {tables.Length} from pg_trigger where tgname = 'jim_change_insert' and tgrelid in ({oids})")));
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private string DropSql => $"drop database if exists {Name} with (force)";

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await ExecuteAsync(_adminConnection, DropSql);
    }

    /// <summary>The same where the process ends, which awaits nothing.</summary>
    internal void Drop()
    {
        DataSource.Dispose();
        using var connection = new NpgsqlConnection(_adminConnection);
        connection.Open();
        using var command = new NpgsqlCommand(DropSql, connection);
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
