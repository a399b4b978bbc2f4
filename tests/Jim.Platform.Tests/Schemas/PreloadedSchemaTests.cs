using Jim.Data.Migrations;
using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Schemas;

/// <summary>The schema that is built while the database is still being prepared.</summary>
public sealed class PreloadedSchemaTests : IAsyncLifetime
{
    private readonly RecordedLog<SchemaOwner> _log = new();
    private MigratedDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await MigratedDatabase.CreateAsync(
        DataModel.None, "create table notes (id int primary key); grant select on notes to jim_user");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>
    /// The fingerprint is made with the secret, so that a schema of before another secret differs from one of after it. What is granted
    /// in other databases of the cluster counts as a change too, so it is tried until nobody grants anything meanwhile.
    /// </summary>
    [Fact]
    public async Task The_first_check_takes_it() => await Eventually.Holds(async () =>
    {
        using var schemas = NewOwner();
        using var later = NewOwner();
        await schemas.PreloadAsync(Cancel);
        Assert.False(schemas.IsLoaded);
        await _database.Database.ExecuteAsync("update jim.setting set value = uuid_send(gen_random_uuid()) where name = 'secret'");
        await schemas.CheckAsync(Cancel);
        await later.CheckAsync(Cancel);
        return later.Current.Fingerprint != schemas.Current.Fingerprint;
    });

    [Fact]
    public async Task The_first_check_builds_another_where_the_database_has_changed_since()
    {
        using var schemas = NewOwner();
        await schemas.PreloadAsync(Cancel);
        await _database.Database.ExecuteAsync("alter table notes add body text");
        await schemas.CheckAsync(Cancel);
        Assert.Contains(schemas.Current.Catalog.Relations.Single(r => r.Name == "notes").Columns, column => column.Name == "body");
    }

    [Fact]
    public async Task What_fails_is_told_by_the_first_check()
    {
        await _database.Database.ExecuteAsync("drop table jim.setting");
        using var schemas = NewOwner();
        await schemas.PreloadAsync(Cancel);
        Assert.Empty(_log.Entries);
        await Assert.ThrowsAnyAsync<Exception>(() => schemas.CheckAsync(Cancel));
        Assert.NotEmpty(_log.Entries);
    }

    private SchemaOwner NewOwner() =>
        new(new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"])), TimeProvider.System, _log);
}
