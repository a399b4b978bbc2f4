using Jim.Data;
using Jim.Data.Migrations;
using Npgsql;

namespace Jim.Testing;

/// <summary>
/// A <see cref="TestDatabase"/> that was migrated, with a gateway login of its own (NOINHERIT, owns nothing), both gone at the end.
/// </summary>
public sealed class MigratedDatabase : IAsyncDisposable
{
    private MigratedDatabase(TestDatabase database, string gatewayUser)
    {
        Database = database;
        GatewayUser = gatewayUser;
        GatewayUrl = database.UrlFor(gatewayUser);
        GatewayConnectionString = PostgresUrl.Parse(GatewayUrl);
        Gateway = NpgsqlDataSource.Create(GatewayConnectionString);
    }

    /// <summary>The database as superuser.</summary>
    public TestDatabase Database { get; }

    public string GatewayUser { get; }

    public string GatewayUrl { get; }

    public string GatewayConnectionString { get; }

    /// <summary>As the gateway's login role.</summary>
    public NpgsqlDataSource Gateway { get; }

    /// <summary>With the starter model, or the platform's schema and the tables that <paramref name="sql"/> makes, tracked.</summary>
    public static async Task<MigratedDatabase> CreateAsync(DataModel model = DataModel.Starter, params string[] sql)
    {
        var database = await TestDatabase.CopyMigratedAsync(model, seeded: false);
        foreach (var statement in sql)
        {
            await database.ExecuteAsync(statement);
        }

        var login = database.Name + "_gateway";
        await database.ExecuteAsync($"create role {login} login noinherit");
        var migrated = new MigratedDatabase(database, login);
        await migrated.MigrateAsync(model);
        return migrated;
    }

    public async Task MigrateAsync(DataModel model = DataModel.Starter, Action<string>? report = null) => await Migrator.MigrateAsync(
        new(Database.ConnectionString, GatewayUser, model, ["public"], null), report ?? (_ => { }), CancellationToken.None);

    /// <summary>Ends every session of the gateway's login and lets it begin no other.</summary>
    public Task LockOutAsync() => Database.ExecuteAsync(
        $"alter role {GatewayUser} nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = '{GatewayUser}'");

    /// <summary>Undoes <see cref="LockOutAsync"/>.</summary>
    public Task LetInAsync() => Database.ExecuteAsync($"alter role {GatewayUser} login");

    /// <summary>The first column of the first row, as superuser.</summary>
    public Task<T> ScalarAsync<T>(string sql) => Database.ScalarAsync<T>(sql);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Database.ExecuteAsync($"drop owned by {GatewayUser}; drop role {GatewayUser}");
        await Database.DisposeAsync();
    }
}
