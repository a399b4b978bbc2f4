namespace Jim.EndToEnd.Tests;

/// <summary><c>documentChanged</c>: who is told what.</summary>
public sealed class ChangedTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task Its_owner_is_told_what_becomes_of_a_document_and_nobody_else_is()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        var cursor = await ChangedDocuments.NowAsync(alice);
        await using var hers = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor);
        await using var his = await ChangedDocuments.FollowAsync(world.Address, bob.Token!, cursor);

        var id = await CreateAsync(alice, "one");
        var told = await hers.ExpectAsync("INSERT", id, "one");
        Assert.Null(told["changedColumns"]);
        Assert.NotNull((string?)told["document"]!["owner"]!["email"]);
        await UpdateAsync(alice, id, "title: \"two\"");
        told = await hers.ExpectAsync("UPDATE", id, "two");
        Assert.Equal(["title", "updatedAt", "version"], told["changedColumns"]!.AsArray().Select(c => (string)c!).Order());
        await alice.DataAsync($"mutation {{ deleteDocument(input: {{ id: \"{id}\" }}) {{ document {{ id }} }} }}");
        await hers.ExpectAsync("DELETE", id);

        // He is told of his own, and of nothing before it.
        var other = await CreateAsync(bob, "his");
        await his.ExpectAsync("INSERT", other, "his");
    }

    [Fact]
    public async Task A_document_that_leaves_the_filter_or_the_rights_is_told_as_deleted_to_who_had_it()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        var cursor = await ChangedDocuments.NowAsync(alice);
        await using var drafts = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor, "{ status: { eq: DRAFT } }");
        await using var archived = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor, "{ status: { eq: ARCHIVED } }");
        await using var his = await ChangedDocuments.FollowAsync(world.Address, bob.Token!, cursor);

        // Each is told of one first, and so knows from then on what it has.
        var (id, own) = (await CreateAsync(alice, "moving"), await CreateAsync(bob, "his"));
        await drafts.ExpectAsync("INSERT", id, "moving");
        await his.ExpectAsync("INSERT", own, "his");
        var old = await CreateAsync(alice, "old", "ARCHIVED");
        await archived.ExpectAsync("INSERT", old, "old");

        await UpdateAsync(alice, id, "status: ARCHIVED");
        await drafts.ExpectAsync("DELETE", id);
        await archived.ExpectAsync("INSERT", id, "moving");
        await world.Database.ExecuteAsync($"update documents set owner_id = '{JimWorld.Bob}' where id = '{id}'");
        await archived.ExpectAsync("DELETE", id);
        await his.ExpectAsync("INSERT", id, "moving");
        await world.Database.ExecuteAsync($"delete from documents where id = '{id}'");
        await his.ExpectAsync("DELETE", id);

        // She is told of none of it any more, but of the next one that is hers.
        var next = await CreateAsync(alice, "next", "ARCHIVED");
        await archived.ExpectAsync("INSERT", next, "next");
        next = await CreateAsync(alice, "next");
        await drafts.ExpectAsync("INSERT", next, "next");
    }

    [Fact]
    public async Task A_lost_membership_is_told_as_the_deletion_of_what_it_showed()
    {
        var alice = await world.As("alice");
        var cursor = await ChangedDocuments.NowAsync(alice);
        await using var his = await ChangedDocuments.FollowAsync(world.Address, (await world.As("bob")).Token!, cursor);
        var own = await CreateAsync(await world.As("bob"), "his");
        await his.ExpectAsync("INSERT", own, "his");

        var group = Guid.NewGuid();
        await world.Database.ExecuteAsync($"""
            insert into groups (id, name, created_by) values ('{group}', 'club', '{JimWorld.Carol}');
            insert into memberships (user_id, group_id, role) values ('{JimWorld.Bob}', '{group}', 'member');
            insert into documents (title, owner_id, group_id) values ('shared', '{JimWorld.Carol}', '{group}')
            """);
        var shared = await his.NextAsync();
        Assert.Equal(("INSERT", "shared"), ((string?)shared["operation"], (string?)shared["document"]!["title"]));
        await world.Database.ExecuteAsync($"delete from memberships where group_id = '{group}'");
        await his.ExpectAsync("DELETE", (string)shared["id"]!);
        await world.Database.ExecuteAsync($"update documents set title = 'secret' where group_id = '{group}'");
        own = await CreateAsync(await world.As("bob"), "next");
        await his.ExpectAsync("INSERT", own, "next");
    }

    [Theory]
    [InlineData("graphql-transport-ws")]
    [InlineData("graphql-ws")]
    public async Task It_goes_on_at_a_cursor_without_a_gap_and_without_a_repetition(string protocol)
    {
        var alice = await world.As("alice");
        var cursor = await ChangedDocuments.NowAsync(alice);
        var first = await CreateAsync(alice, "first");
        await using (var before = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor, protocol: protocol))
        {
            await before.ExpectAsync("INSERT", first, "first");
            cursor = before.Cursor!;
        }

        // Three rows of one transaction: it is cut off after the first one, and then after the second.
        await world.Database.ExecuteAsync($"""
            insert into documents (title, owner_id) select 'many ' || n, '{JimWorld.Alice}' from generate_series(1, 3) n;
            update documents set title = 'again' where id = '{first}'
            """);
        var told = new List<string?>();
        for (var i = 0; i < 4; i++)
        {
            await using var next = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor, protocol: protocol);
            var one = await next.NextAsync();
            told.Add($"{one["operation"]} {one["document"]!["title"]}");
            cursor = next.Cursor!;
        }

        Assert.Equal(["INSERT many 1", "INSERT many 2", "INSERT many 3", "UPDATE again"], told.Order());
        await alice.DataAsync($"mutation {{ deleteDocument(input: {{ id: \"{first}\" }}) {{ document {{ id }} }} }}");
        await using var last = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, cursor, protocol: protocol);
        await last.ExpectAsync("DELETE", first);
    }

    [Fact]
    public async Task Server_sent_events_carry_it_too()
    {
        const string Query = "subscription { documentChanged { what: operation __typename document { title } } }";
        var alice = await world.As("alice");
        var cursor = await ChangedDocuments.NowAsync(alice);
        await CreateAsync(alice, "sent");
        for (var i = 0; i < 2; i++)
        {
            await using var events = await EventStream.SubscribeAsync(alice, Query, cursor);
            var told = (await events.NextAsync())!["payload"]!;
            Assert.Equal(
                "{\"what\":\"INSERT\",\"__typename\":\"DocumentChange\",\"document\":{\"title\":\"" + (i == 0 ? "sent" : "next") + "\"}}",
                told["data"]!["documentChanged"]!.ToJsonString());
            cursor = (string)told["extensions"]!["cursor"]!;
            await CreateAsync(alice, "next");
        }
    }

    [Fact]
    public async Task A_cursor_is_good_for_the_rights_and_the_operation_of_its_event()
    {
        var alice = await world.As("alice");
        await using var hers = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, await ChangedDocuments.NowAsync(alice));
        await hers.ExpectAsync("INSERT", await CreateAsync(alice, "bound"), "bound");
        await using var same = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, hers.Cursor!);
        await same.ExpectAsync("INSERT", await CreateAsync(alice, "next"), "next");
        await using var other = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, hers.Cursor!, "{ status: { eq: DRAFT } }");
        await other.ExpectAsync("RESET", null);
        await using var his = await ChangedDocuments.FollowAsync(world.Address, (await world.As("bob")).Token!, hers.Cursor!);
        await his.ExpectAsync("RESET", null);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var forged = await ChangedDocuments.FollowAsync(world.Address, alice.Token!, $"{hers.Cursor}A");
            await forged.NextAsync();
        });
        Assert.Contains("JIM_CURSOR", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> CreateAsync(JimClient client, string title, string status = "DRAFT") =>
        (string)(await client.DataAsync(
            $"mutation {{ createDocument(input: {{ title: \"{title}\", status: {status} }}) {{ document {{ id }} }} }}"))
            ["createDocument"]!["document"]!["id"]!;

    private static Task<JsonNode> UpdateAsync(JimClient client, string id, string members) =>
        client.DataAsync($"mutation {{ updateDocument(input: {{ id: \"{id}\", {members} }}) {{ document {{ id }} }} }}");
}
