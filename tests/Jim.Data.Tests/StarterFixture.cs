using Jim.Data.Seeding;

namespace Jim.Data.Tests;

/// <summary>The seeded starter model, and sessions of its callers over the gateway's login as a request makes them.</summary>
public sealed class StarterFixture : IAsyncLifetime
{
    private MigratedDatabase? _database;

    public MigratedDatabase Database => _database!;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync();
        await Seeder.SeedAsync(new(Database.Database.ConnectionString), null, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal Task<SqlSession> OwnerAsync() => SqlSession.BeginAsync(Database.Database.DataSource);

    internal Task<SqlSession> GatewayAsync() => SqlSession.BeginAsync(Database.Gateway);

    /// <summary>
    /// alice, bob, carol: users; root: jim_admin; service: the service account, service-job: inside a job; anyone else: anonymous.
    /// </summary>
    internal async Task<SqlSession> AsAsync(string caller)
    {
        var (role, sub, roles, job) = caller switch
        {
            "alice" => ("jim_user", SeedIds.Alice.ToString(), "", ""),
            "bob" => ("jim_user", SeedIds.Bob.ToString(), "", ""),
            "carol" => ("jim_user", SeedIds.Carol.ToString(), "", ""),
            "root" => ("jim_admin", SeedIds.Carol.ToString(), "jim-admin", ""),
            "service" => ("jim_service", SeedIds.Service.ToString(), "jim-service", ""),
            "service-job" => ("jim_service", SeedIds.Service.ToString(), "jim-service", "a job"),
            _ => ("jim_anonymous", "", "", ""),
        };
        var session = await GatewayAsync();
        await session.ExecuteAsync($"""
            select set_config('role', '{role}', true), set_config('jim.sub', '{sub}', true), set_config('jim.roles', '{roles}', true),
              set_config('jim.name', '', true), set_config('jim.email', '', true), set_config('jim.client', '', true),
              set_config('jim.job', '{job}', true)
            """);
        return session;
    }
}
