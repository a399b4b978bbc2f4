using System.Collections.Concurrent;
using Jim.Data.Migrations;
using Jim.Data.Seeding;

namespace Jim.Testing;

/// <summary>
/// Databases that were migrated once in this process, of which tests take copies: a copy takes a tenth of a migration's processor time.
/// </summary>
internal static class TemplateDatabase
{
    private static readonly ConcurrentDictionary<(DataModel Model, bool Seeded), Lazy<Task<string>>> Made = new();

    /// <summary>The name of a database without connections that a new database can be a copy of.</summary>
    /// <param name="seeded">Whether the starter's tables hold the rows that the first start of a server puts into them.</param>
    public static Task<string> NameAsync(DataModel model, bool seeded) =>
        Made.GetOrAdd((model, seeded), key => new(() => MakeAsync(key.Model, key.Seeded))).Value;

    private static async Task<string> MakeAsync(DataModel model, bool seeded)
    {
        var database = await TestDatabase.CreateAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => database.Drop();
        var login = database.Name + "_gateway";
        await database.ExecuteAsync($"create role {login} login noinherit");
        await Migrator.MigrateAsync(new(database.ConnectionString, login, model, ["public"], null), _ => { }, CancellationToken.None);
        if (seeded)
        {
            await Seeder.SeedAsync(new(database.ConnectionString), null, CancellationToken.None);
        }

        await database.ExecuteAsync($"drop owned by {login}; drop role {login}");
        database.DataSource.Clear(); // a template has no sessions
        return database.Name;
    }
}
