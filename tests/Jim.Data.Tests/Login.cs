using Jim.Data.Migrations;
using Npgsql;

namespace Jim.Data.Tests;

/// <summary>
/// A fresh database with a gateway login, and an owner that is the superuser unless <see cref="OwnedByAsync"/> makes one.
/// </summary>
internal sealed class Login : IAsyncDisposable
{
    private Login(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public string Gateway => Database.Name + "_gateway";

    public string Owner { get; private set; } = "postgres";

    public string OwnerConnectionString => PostgresUrl.Parse(Database.UrlFor(Owner));

    public string GatewayConnectionString => PostgresUrl.Parse(Database.UrlFor(Gateway));

    public static async Task<Login> CreateAsync(params string[] sql)
    {
        var login = new Login(await TestDatabase.CreateAsync(sql));
        await login.Database.ExecuteAsync($"create role {login.Gateway} login noinherit");
        return login;
    }

    /// <summary>From now on the database belongs to a role of its own.</summary>
    public async Task OwnedByAsync(string attributes)
    {
        Owner = Database.Name + "_owner";
        await Database.ExecuteAsync($"create role {Owner} login {attributes}; alter database {Database.Name} owner to {Owner}");
    }

    public MigrateOptions Options() => new(OwnerConnectionString, Gateway, DataModel.Starter, ["public"], null);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var role in Owner == "postgres" ? (string[])[Gateway] : [Gateway, Owner])
        {
            await Database.ExecuteAsync($"reassign owned by {role} to postgres; drop owned by {role}; drop role {role}");
        }

        await Database.DisposeAsync();
    }
}
