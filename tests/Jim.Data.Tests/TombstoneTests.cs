using Jim.Data.Seeding;
using Npgsql;

namespace Jim.Data.Tests;

public sealed class TombstoneTests(StarterFixture fixture) : IClassFixture<StarterFixture>
{
    [Fact]
    public async Task A_deleted_group_takes_its_memberships_along_and_leaves_its_documents_to_their_owners()
    {
        await using var session = await fixture.AsAsync("alice");
        await session.ExecuteAsync($"update groups set deleted_at = now() where id = '{SeedIds.Alpha}'");
        await using var owner = await fixture.OwnerAsync();
        Assert.Equal(
            2L,
            await owner.ScalarAsync<long>($"select count(*) from memberships where group_id = '{SeedIds.Alpha}' and deleted_at is null"));
        await session.CommitAsync();
        Assert.Equal(
            0L,
            await owner.ScalarAsync<long>($"select count(*) from memberships where group_id = '{SeedIds.Alpha}' and deleted_at is null"));
        Assert.Equal(0L, await owner.ScalarAsync<long>($"select count(*) from documents where group_id = '{SeedIds.Alpha}'"));
        await owner.ExecuteAsync($"update groups set deleted_at = null where id = '{SeedIds.Alpha}'");
        await owner.ExecuteAsync($"update memberships set deleted_at = null where group_id = '{SeedIds.Alpha}'");
        await owner.ExecuteAsync(
            $"update documents set group_id = '{SeedIds.Alpha}' where owner_id = '{SeedIds.Alice}' and id::text like '%5'");
        await owner.CommitAsync();
    }

    [Theory]
    [InlineData("insert into memberships (user_id, group_id) values ('{dead user}', '{group}')", "memberships_user_id_fkey")]
    [InlineData("insert into memberships (user_id, group_id) values ('{user}', '{dead group}')", "memberships_group_id_fkey")]
    [InlineData("insert into documents (owner_id, group_id, title) values ('{user}', '{dead group}', 'x')", "documents_group_id_fkey")]
    [InlineData("insert into documents (owner_id, title) values ('{dead user}', 'x')", "documents_owner_id_fkey")]
    [InlineData("insert into document_events (document_id, kind) values ('{dead document}', 'x')", "document_events_document_id_fkey")]
    [InlineData("update documents set group_id = '{dead group}' where id = '{document}'", "documents_group_id_fkey")]
    [InlineData("update memberships set deleted_at = null where group_id = '{dead group}'", "memberships_group_id_fkey")]
    [InlineData("update jim.files set document_id = '{dead document}'", "files_document_id_fkey")]
    public async Task A_living_child_of_a_dead_parent_is_refused_as_a_foreign_key(string sql, string constraint)
    {
        var ids = new Dictionary<string, Guid>
        {
            ["dead user"] = SeedIds.User(11), ["user"] = SeedIds.User(12), ["dead group"] = SeedIds.Group(3), ["group"] = SeedIds.Group(4),
            ["dead document"] = SeedIds.Document(21), ["document"] = SeedIds.Document(22),
        };
        await using var session = await fixture.OwnerAsync();
        await session.ExecuteAsync($"""
            update users set deleted_at = now() where id = '{ids["dead user"]}';
            update groups set deleted_at = now() where id = '{ids["dead group"]}';
            update documents set deleted_at = now() where id = '{ids["dead document"]}';
            insert into jim.files (bucket_id, name, owner_id) select id, 'a', '{SeedIds.Alice}' from jim.buckets
            """);
        Assert.Equal(
            0L,
            await session.ScalarAsync<long>(
                $"select count(*) from memberships where user_id = '{ids["dead user"]}' and deleted_at is null"));
        var statement = ids.Aggregate(sql, (text, id) => text.Replace("{" + id.Key + "}", id.Value.ToString(), StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(statement));
        Assert.Equal((PostgresErrorCodes.ForeignKeyViolation, constraint), (error.SqlState, error.ConstraintName));
        Assert.Equal(sql.Contains("jim.files", StringComparison.Ordinal) ? "jim" : "public", error.SchemaName);
        Assert.StartsWith($"{error.TableName}_", constraint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_that_never_was_is_refused_in_the_same_way()
    {
        await using var session = await fixture.OwnerAsync();
        var error = await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(
            $"insert into memberships (user_id, group_id) values ('{SeedIds.Alice}', '{SeedIds.Group(9999)}')"));
        Assert.Equal((PostgresErrorCodes.ForeignKeyViolation, "memberships_group_id_fkey"), (error.SqlState, error.ConstraintName));
    }

    /// <summary>Both orders of the race: with FOR KEY SHARE, all that the foreign key takes, each left an orphan.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_membership_survives_a_group_that_is_deleted_at_the_same_moment(bool memberFirst)
    {
        Guid group;
        await using (var owner = await fixture.OwnerAsync())
        {
            group = await owner.ScalarAsync<Guid>("insert into groups (name) values ('race') returning id");
            await owner.CommitAsync();
        }

        var join = $"insert into memberships (user_id, group_id) values ('{SeedIds.Alice}', '{group}')";
        var delete = $"update groups set deleted_at = now() where id = '{group}'";
        await using var first = await fixture.OwnerAsync();
        await using var second = await fixture.OwnerAsync();
        await first.ExecuteAsync(memberFirst ? join : delete);
        var waiting = second.ExecuteAsync(memberFirst ? delete : join);
        await BlockedAsync(group);
        await first.CommitAsync();
        if (memberFirst)
        {
            await waiting;
            await second.CommitAsync();
        }
        else
        {
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await Assert.ThrowsAsync<PostgresException>(() => waiting)).SqlState);
        }

        await using var after = await fixture.OwnerAsync();
        Assert.Equal(
            0L, await after.ScalarAsync<long>($"select count(*) from memberships where group_id = '{group}' and deleted_at is null"));
    }

    [Fact]
    public async Task Updates_count_the_version_and_tell_the_time_whatever_they_say()
    {
        await using var session = await fixture.OwnerAsync();
        await session.ExecuteAsync($"update documents set version = 40, updated_at = '2000-01-01' where id = '{SeedIds.Document(1)}'");
        Assert.True(
            await session.ScalarAsync<bool>(
                $"select version = 2 and updated_at = now() from documents where id = '{SeedIds.Document(1)}'"));
    }

    // The second session's statement, which names the group, waits for a lock.
    private Task BlockedAsync(Guid group) => Eventually.Holds(
        async () => await fixture.Database.ScalarAsync<long>($"""
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%{group}%'
            """) > 0,
        TimeSpan.FromSeconds(30));
}
