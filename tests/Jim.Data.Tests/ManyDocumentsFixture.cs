namespace Jim.Data.Tests;

/// <summary>The seeded starter with 20,000 further documents of other people, all of them newer than those that Alice sees.</summary>
public sealed class ManyDocumentsFixture : IAsyncLifetime
{
    public StarterFixture Starter { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Starter.InitializeAsync();
        await using var session = await Starter.OwnerAsync();

        // As a replica, so that no trigger fires: the owners and groups do not exist.
        await session.ExecuteAsync("""
            set local session_replication_role = replica;
            update public.documents set created_at = now() - interval '9 years';
            insert into public.documents (owner_id, group_id, title, meta, created_at)
              select md5('owner ' || i % 2000)::uuid, md5('group ' || i % 200)::uuid, 'Aim ' || i, '{"pages": 12}',
                now() - i * interval '1 minute'
              from generate_series(1, 20000) i;
            """);
        await session.CommitAsync();

        // With vacuum, as autovacuum runs it: until then new rows may wait in the list before a GIN index, which makes its use look dear.
        await using var vacuum = Starter.Database.Database.DataSource.CreateCommand("vacuum (analyze) public.documents");
        await vacuum.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Starter.DisposeAsync();
}
