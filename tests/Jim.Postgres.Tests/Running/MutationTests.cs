using Jim.Postgres.Running.Mutations;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>create, update and delete on the starter model, under its row rights.</summary>
public sealed class MutationTests(StarterHost host) : IClassFixture<StarterHost>
{
    private const string Create =
        "mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { document { id title status meta owner { "
            + "displayName } group { name } version } "
        + "errors { __typename ... on Error { message code } ... on ForeignKeyError { field constraint } ... on NotNullError { "
        + "field } } } }";

    private const string Update =
        "mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { document { title status meta version } errors { "
            + "__typename ... on Error { code } } } }";

    private const string Delete =
        "mutation ($input: DeleteDocumentInput!) { deleteDocument(input: $input) { document { id title } errors { __typename ... on "
            + "Error { code } } } }";

    private const string Restore =
        "mutation ($input: RestoreDocumentInput!) { restoreDocument(input: $input) { document { id title } errors { __typename ... on "
            + "Error { code } } } }";

    [Fact]
    public async Task Creates_a_row_with_a_key_of_its_own_and_reads_it_back()
    {
        var (payload, result) = await host.RunAsync(
            Create, StarterHost.Alice, In(
                """ "title": "New", "status": "REVIEW", "meta": {"a": [1]}, "groupId": "aaaaaaaa-0000-4000-8000-000000000001" """));
        var document = payload!.Value.GetProperty("document");
        Assert.Equal(JsonValueKind.Null, payload.Value.GetProperty("errors").ValueKind);
        Assert.Equal("New", document.GetProperty("title").GetString());
        Assert.Equal("REVIEW", document.GetProperty("status").GetString());
        Assert.Equal("Alice Arden", document.GetProperty("owner").GetProperty("displayName").GetString());
        Assert.Equal("Alpha", document.GetProperty("group").GetProperty("name").GetString());
        var id = document.GetProperty("id").GetGuid();
        Assert.Equal(7, id.Version);
        Assert.True(result.Committed);
        Assert.Equal(id.ToString(), Assert.Single(Assert.Single(result.Touched).Key));
        Assert.Equal(result.Xid, (ulong)await host.ScalarAsync<long>(
            $"select xid::text::bigint from jim.change where key = array['{id}'] and op = 'I'"));
        Assert.True(await host.ScalarAsync<bool>($"select pg_visible_in_snapshot('{result.Xid}'::text::xid8, '{result.PgSnapshotText}')"));
    }

    [Fact]
    public async Task An_absent_field_is_left_and_null_is_set()
    {
        var id = await DocumentAsync("Kept", """, "meta": {"k": 1}, "groupId": "aaaaaaaa-0000-4000-8000-000000000001" """);
        var (payload, _) = await host.RunAsync(Update, StarterHost.Alice, In($$""" "id": "{{id}}", "status": "FINAL", "groupId": null"""));
        var document = payload!.Value.GetProperty("document");
        Assert.Equal("Kept", document.GetProperty("title").GetString());
        Assert.Equal("FINAL", document.GetProperty("status").GetString());
        Assert.Equal("""{"k": 1}""", document.GetProperty("meta").GetRawText());
        Assert.Equal(1L, await host.ScalarAsync<long>($"select count(*) from documents where id = '{id}' and group_id is null"));
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_right_one_is_not()
    {
        var id = await DocumentAsync("Versioned");
        var version = await VersionAsync(id);
        Assert.Null(await CodeAsync(Update, In($$""" "id": "{{id}}", "ifVersion": {{version}}, "title": "One" """)));
        Assert.Equal("JIM_STALE", await CodeAsync(Update, In($$""" "id": "{{id}}", "ifVersion": {{version}}, "title": "Two" """)));
        Assert.Equal("JIM_STALE", await CodeAsync(Delete, In($$""" "id": "{{id}}", "ifVersion": {{version}}""")));
        Assert.Equal("JIM_STALE", await CodeAsync(Update, In($$""" "id": "{{id}}", "ifVersion": {{version}}""")));
        Assert.Equal("One", await host.ScalarAsync<string>($"select title from documents where id = '{id}'"));
    }

    [Fact]
    public async Task Of_two_that_race_with_one_version_one_is_stale()
    {
        var id = await DocumentAsync("Raced");
        var version = await VersionAsync(id);
        await using var blocker = await host.Database.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var update = new NpgsqlCommand($"update documents set title = 'First' where id = '{id}'", blocker))
        {
            await update.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var second = CodeAsync(Update, In($$""" "id": "{{id}}", "ifVersion": {{version}}, "title": "Second" """));
        while (await host.ScalarAsync<long>("select count(*) from pg_locks where not granted") == 0)
        {
            await Task.Yield();
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("JIM_STALE", await second);
    }

    [Fact]
    public async Task Deleting_leaves_a_tombstone_and_gives_the_row_as_it_was()
    {
        var id = await DocumentAsync("Gone");
        var (payload, result) = await host.RunAsync(Delete, StarterHost.Alice, In($$""" "id": "{{id}}" """));
        Assert.Equal("Gone", payload!.Value.GetProperty("document").GetProperty("title").GetString());
        Assert.True(result.Committed);
        Assert.True(await host.ScalarAsync<bool>($"select deleted_at is not null from documents where id = '{id}'"));
        Assert.Equal("JIM_NOT_FOUND", await CodeAsync(Delete, In($$""" "id": "{{id}}" """)));
        Assert.Equal("JIM_NOT_FOUND", await CodeAsync(Update, In($$""" "id": "{{id}}", "title": "x" """)));
    }

    [Fact]
    public async Task Restoring_brings_a_deleted_row_back_and_twice_is_as_once()
    {
        var id = await DocumentAsync("Back");
        var version = await VersionAsync(id);
        await host.RunAsync(Delete, StarterHost.Alice, In($$""" "id": "{{id}}" """));
        Assert.Equal("JIM_STALE", await CodeAsync(Restore, In($$""" "id": "{{id}}", "ifVersion": {{version}}""")));
        for (var i = 0; i < 2; i++)
        {
            var (payload, result) = await host.RunAsync(Restore, StarterHost.Alice, In($$""" "id": "{{id}}" """));
            Assert.Equal("Back", payload!.Value.GetProperty("document").GetProperty("title").GetString());
            Assert.True(result.Committed);
        }

        Assert.True(await host.ScalarAsync<bool>($"select deleted_at is null from documents where id = '{id}'"));
        Assert.Null(await CodeAsync(Update, In($$""" "id": "{{id}}", "title": "x" """)));
        Assert.Equal("JIM_NOT_FOUND", await CodeAsync(Restore, In($$""" "id": "{{Guid.NewGuid()}}" """)));
    }

    [Fact]
    public async Task A_row_of_a_deleted_one_is_not_restored()
    {
        var gone = StarterHost.Alice with { Subject = Guid.NewGuid().ToString() };
        var id = Guid.NewGuid();
        await host.Database.Database.ExecuteAsync($"""
            insert into users (id, display_name) values ('{gone.Subject}', 'Gone');
            insert into documents (id, owner_id, title, deleted_at) values ('{id}', '{gone.Subject}', 'Left', now());
            update users set deleted_at = now() where id = '{gone.Subject}';
            """);
        var (payload, result) = await host.RunAsync(Restore, gone, In($$""" "id": "{{id}}" """));
        Assert.Equal("JIM_FOREIGN_KEY", payload!.Value.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.False(result.Committed);
    }

    [Fact]
    public async Task Anothers_row_does_not_exist()
    {
        var id = await DocumentAsync("Private");
        foreach (var (document, extra) in new[] { (Update, ", \"title\": \"Stolen\""), (Delete, ""), (Restore, "") })
        {
            var (payload, result) = await host.RunAsync(document, StarterHost.Bob, In($$""" "id": "{{id}}"{{extra}}"""));
            Assert.Equal("NotFoundError", payload!.Value.GetProperty("errors")[0].GetProperty("__typename").GetString());
            Assert.False(result.Committed);
        }
    }

    [Fact]
    public async Task A_hidden_parent_answers_as_a_missing_one()
    {
        var hidden = await host.RunAsync(
            Create, StarterHost.Alice, In(""" "title": "x", "groupId": "aaaaaaaa-0000-4000-8000-000000000002" """));
        var missing = await host.RunAsync(
            Create, StarterHost.Alice, In(""" "title": "x", "groupId": "aaaaaaaa-0000-4000-8000-00000000dead" """));
        Assert.Equal(missing.Payload!.Value.GetRawText(), hidden.Payload!.Value.GetRawText());
        var error = hidden.Payload.Value.GetProperty("errors")[0];
        Assert.Equal("ForeignKeyError", error.GetProperty("__typename").GetString());
        Assert.Equal("groupId", error.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_refusal_of_a_policy_is_not_authorized_and_tells_nothing()
    {
        var (payload, result) = await host.RunAsync(
            Create, StarterHost.Alice, In($$""" "title": "x", "ownerId": "{{StarterHost.Service.Subject}}" """));
        Assert.False(result.Committed);
        Assert.True(payload is null || payload.Value.GetProperty("errors")[0].GetProperty("code").GetString() == "JIM_FOREIGN_KEY");
        var (byService, refused) = await host.RunAsync(Create, StarterHost.Service, In(""" "title": "x" """));
        Assert.Null(byService);
        var error = Assert.Single(refused.Value.Errors);
        Assert.Equal("AUTH_NOT_AUTHORIZED", error.Code);
        Assert.Equal(["createDocument"], error.Path.Cast<string>());
        Assert.DoesNotContain("policy", error.Message, StringComparison.OrdinalIgnoreCase);
        var (inJob, _) = await host.RunAsync(Create, StarterHost.Service, In(""" "title": "by job" """), new MutationContext(Job: "job-1"));
        Assert.Equal("by job", inJob!.Value.GetProperty("document").GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_missing_value_names_its_input_field()
    {
        var (payload, _) = await host.RunAsync(Create, StarterHost.Alice, In(""" "title": "x", "status": null"""));
        var error = payload!.Value.GetProperty("errors")[0];
        Assert.Equal(("NotNullError", "status"), (error.GetProperty("__typename").GetString(), error.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_taken_key_is_a_unique_error()
    {
        var id = await DocumentAsync("First");
        var (payload, result) = await host.RunAsync(Create, StarterHost.Alice, In($$""" "id": "{{id}}", "title": "Second" """));
        Assert.Equal("UniqueError", payload!.Value.GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.False(result.Committed);
        Assert.Equal("alive", (await host.RunAsync(Create, StarterHost.Alice, In(""" "title": "alive" """))).Payload!.Value
            .GetProperty("document").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Several_fields_in_one_transaction_are_kept_or_lost_together()
    {
        var results = await host.RunAllAsync(
            """
            mutation {
              a: createDocument(input: { title: "together a" }) { document { title } }
              b: createDocument(input: { title: "together b", groupId: "aaaaaaaa-0000-4000-8000-00000000dead" }) {
                errors { code: __typename } }
              c: createDocument(input: { title: "together c" }) { document { title } }
            }
            """,
            StarterHost.Alice);
        Assert.Equal("JIM_ROLLED_BACK", Assert.Single(results[0].Result.Value.Errors).Code);
        Assert.Equal("ForeignKeyError", results[1].Payload!.Value.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Equal("JIM_ROLLED_BACK", Assert.Single(results[2].Result.Value.Errors).Code);
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from documents where title like 'together%'"));
        var kept = await host.RunAllAsync(
            "mutation { a: createDocument(input: { title: \"both a\" }) { document { title } } b: createDocument(input: { title: "
                + "\"both b\" }) { document { title } } }",
            StarterHost.Alice);
        Assert.All(kept, k => Assert.True(k.Result.Committed));
        Assert.Equal(kept[0].Result.Xid, kept[1].Result.Xid);
    }

    [Fact]
    public async Task A_hook_writes_as_the_login_role_in_the_same_transaction()
    {
        string? seen = null;
        var context = new MutationContext("job-2", async (connection, values, cancellationToken) =>
        {
            await using var command = new NpgsqlCommand("select current_user::text", connection);
            seen = $"{await command.ExecuteScalarAsync(cancellationToken)} {values.Count} {values[0].Json.Length > 0}";
        });
        var (_, result) = await host.RunAsync(Create, StarterHost.Alice, In(""" "title": "hooked" """), context);
        Assert.True(result.Committed);
        Assert.Equal($"{host.Database.GatewayUser} 1 True", seen);
        var failing = new MutationContext(null, (_, _, _) => throw new InvalidOperationException("the worker fell"));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.RunAsync(Create, StarterHost.Alice, In(""" "title": "unhooked" """), failing));
        Assert.Equal(0L, await host.ScalarAsync<long>("select count(*) from documents where title = 'unhooked'"));
    }

    [Fact]
    public async Task Text_with_NUL_is_refused_before_SQL()
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(() =>
            host.RunAsync(Create, StarterHost.Alice, In(""" "title": "a\u0000b" """)));
        Assert.Equal("JIM_NUL_CHARACTER", refused.Errors[0].Code);
        refused = await Assert.ThrowsAsync<GraphQLException>(() =>
            host.RunAsync(Create, StarterHost.Alice, In(""" "title": "x", "meta": {"a": 1e100000}""")));
        Assert.Equal("JIM_NUMBER_TOO_LARGE", refused.Errors[0].Code);
    }

    private static string In(string members) => $"{{\"input\": {{{members}}}}}";

    private async Task<Guid> DocumentAsync(string title, string more = "")
    {
        var (payload, _) = await host.RunAsync(Create, StarterHost.Alice, In($"\"title\": \"{title}\"{more}"));
        return payload!.Value.GetProperty("document").GetProperty("id").GetGuid();
    }

    private Task<long> VersionAsync(Guid id) => host.ScalarAsync<long>($"select version from documents where id = '{id}'");

    private async Task<string?> CodeAsync(string document, string variables)
    {
        var (payload, _) = await host.RunAsync(document, StarterHost.Alice, variables);
        var errors = payload!.Value.GetProperty("errors");
        return errors.ValueKind == JsonValueKind.Null ? null : errors[0].GetProperty("code").GetString();
    }
}
