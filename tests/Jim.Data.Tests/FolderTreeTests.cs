using Jim.Data.Seeding;
using Npgsql;

namespace Jim.Data.Tests;

/// <summary>No folder is inside itself, whoever moves which folder, in whatever way and at the same time.</summary>
public sealed class FolderTreeTests(StarterFixture fixture) : IClassFixture<StarterFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_folder_is_not_moved_into_itself_nor_into_what_is_inside_of_it(int length)
    {
        await using var alice = await fixture.AsAsync("alice");
        var chain = await CreateChainAsync(alice, length);
        await RefusedAsync(alice, $"update jim.folders set parent_id = '{chain[^1]}' where id = '{chain[0]}'");
        Assert.Equal(1, await alice.ExecuteAsync($"update jim.folders set parent_id = null where id = '{chain[^1]}'"));
    }

    [Fact]
    public async Task Nor_is_it_made_inside_itself()
    {
        await using var alice = await fixture.AsAsync("alice");
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        await RefusedAsync(alice, Insert((a, a)));
        await RefusedAsync(alice, Insert((a, b), (b, a)));
        Assert.Equal(2, await alice.ExecuteAsync(Insert((b, a), (a, null))));
    }

    [Fact]
    public async Task One_statement_makes_no_circle_either()
    {
        await using var alice = await fixture.AsAsync("alice");
        var (a, b) = ((await CreateChainAsync(alice, 1))[0], (await CreateChainAsync(alice, 1))[0]);
        await RefusedAsync(
            alice, $"update jim.folders set parent_id = case id when '{a}' then '{b}' else '{a}' end::uuid where id in ('{a}', '{b}')");
        await RefusedAsync(
            alice,
            $"with one as (update jim.folders set parent_id = '{b}' where id = '{a}' returning 1) "
                + $"update jim.folders set parent_id = '{a}' where id = '{b}'");
    }

    /// <summary>Neither of the two sees the other's move, and together they would be a circle.</summary>
    [Theory]
    [InlineData("read committed", PostgresErrorCodes.CheckViolation)]
    [InlineData("repeatable read", PostgresErrorCodes.SerializationFailure)]
    [InlineData("serializable", PostgresErrorCodes.SerializationFailure)]
    public async Task Two_moves_at_the_same_time_make_no_circle(string isolation, string state)
    {
        Guid[] folders;
        await using (var setup = await fixture.AsAsync("alice"))
        {
            folders = [.. await CreateChainAsync(setup, 1), .. await CreateChainAsync(setup, 1)];
            await setup.CommitAsync();
        }

        await using var first = await fixture.OwnerAsync();
        await using var second = await fixture.OwnerAsync();
        foreach (var session in new[] { first, second })
        {
            await session.ExecuteAsync($"set transaction isolation level {isolation}");
            await session.ScalarAsync<long>("select count(*) from jim.folders");
        }

        await first.ExecuteAsync(Move(folders[0], folders[1]));
        var other = Assert.ThrowsAsync<PostgresException>(() => second.ExecuteAsync(Move(folders[1], folders[0])));
        await Eventually.Holds(() => fixture.Database.ScalarAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"));
        await first.CommitAsync();
        Assert.Equal(state, (await other).SqlState);
    }

    /// <summary>Older databases may have a circle; it can be opened, and asking about it ends.</summary>
    [Fact]
    public async Task A_circle_that_is_there_can_be_opened()
    {
        await using var owner = await fixture.OwnerAsync();
        var (a, b, c) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await owner.ExecuteAsync("alter table jim.folders disable trigger folders_tree");
        await owner.ExecuteAsync(Insert((a, b), (b, a)));
        await owner.ExecuteAsync("alter table jim.folders enable trigger folders_tree");
        Assert.Equal(1, await owner.ExecuteAsync(Insert((c, a))));
        await owner.ExecuteAsync($"update jim.folders set parent_id = null where id = '{a}'");
        await RefusedAsync(owner, Move(a, c));
    }

    private static string Move(Guid folder, Guid to) => $"update jim.folders set parent_id = '{to}' where id = '{folder}'";

    private static string Insert(params (Guid Id, Guid? Parent)[] folders) =>
        "insert into jim.folders (id, bucket_id, name, parent_id) select f.id, b.id, 'folder', f.parent from jim.buckets b, (values "
        + string.Join(", ", folders.Select(f => $"('{f.Id}'::uuid, {(f.Parent is { } p ? $"'{p}'" : "null")}::uuid)"))
        + $") f(id, parent) where b.name = 'default' and set_config('jim.sub', '{SeedIds.Alice}', true) is not null";

    /// <summary>Folders of which each is inside the one before.</summary>
    private static async Task<Guid[]> CreateChainAsync(SqlSession session, int length)
    {
        var chain = new Guid[length];
        for (var i = 0; i < length; i++)
        {
            chain[i] = Guid.NewGuid();
            await session.ExecuteAsync(Insert((chain[i], i > 0 ? chain[i - 1] : null)));
        }

        return chain;
    }

    private static async Task RefusedAsync(SqlSession session, string sql)
    {
        await session.ExecuteAsync("savepoint tried");
        var error = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(sql));
        Assert.Equal(
            (PostgresErrorCodes.CheckViolation, "folders_parent_id_check", "folders"),
            (error.SqlState, error.ConstraintName, error.TableName));
        await session.ExecuteAsync("rollback to tried");
    }
}
