using Jim.Conformance;

namespace Jim.Differential.Tests;

/// <summary>
/// A running Jim over some tens of seeded rows that nobody changes, asked over HTTP as the service account, which sees them all; and the
/// same rows as JSON, read by SQL of its own.
/// </summary>
public sealed class StarterWorld : EmbeddedWorld
{
    private const string OfDocuments =
        "'ownerId', owner_id, 'groupId', group_id, 'title', title, 'status', upper(status::text), 'meta', meta";

    private JimClient _client = null!;

    public string Sdl { get; private set; } = string.Empty;

    /// <summary>The rows in sight by type, each with the members of its GraphQL type.</summary>
    public JsonObject Rows { get; private set; } = [];

    public async Task<Verdict> AskAsync(Case request)
    {
        var body = new JsonObject
        {
            ["query"] = request.Document, ["variables"] = request.Variables.DeepClone(), ["operationName"] = request.OperationName,
        };
        using var content = JimClient.Text(body.ToJsonString(), "application/json");
        using var answer = await _client.SendAsync(HttpMethod.Post, "/graphql", content);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(), new JsonDocumentOptions { MaxDepth = 1000 });
        var faults = json.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(Fault.Of).ToList() : [];
        return json.TryGetProperty("data", out var data) ? new Verdict(Stage.Execution, faults, data) : new Verdict(Stage.Request, faults);
    }

    protected override async Task StartAsync()
    {
        Environment["JIM_LIMIT_COST"] = "1000000000";
        await base.StartAsync();
        _client = await AsService();
        await AskAsync(new Case(0, "{ __typename }", [], null)); // first sight writes the account's row
        await Database.ExecuteAsync(await File.ReadAllTextAsync(Repository.PathOf("tests/Jim.Differential.Tests/Fixture.sql")));
        Rows = JsonNode.Parse(await Database.ScalarAsync<string>(RowsSql))!.AsObject();
        using var sdl = await _client.SendAsync(HttpMethod.Get, "/graphql/schema.graphql");
        Sdl = await sdl.Content.ReadAsStringAsync();
    }

    private static string RowsSql =>
        $"""
        select json_build_object(
          'User', ({Living("users", "'email', email, 'displayName', display_name, 'profile', profile")}),
          'Group', ({Living("groups", "'name', name, 'createdBy', created_by")}),
          'Membership', ({Living("memberships", "'userId', user_id, 'groupId', group_id, 'role', upper(role::text)")}),
          'Document', ({Living("documents", OfDocuments)}),
          'DocumentEvent', (select json_agg(json_build_object('id', id, 'documentId', document_id, 'actorId', actor_id, 'kind', kind,
            'payload', payload, 'createdAt', {Time("created_at")})) from document_events))::text
        """;

    /// <summary>The rows of a table that keeps tombstones: those without one.</summary>
    private static string Living(string table, string members) =>
        $"""
        select json_agg(json_build_object('id', id, {members}, 'createdAt', {Time("created_at")}, 'updatedAt', {Time("updated_at")},
          'version', version, 'deletedAt', null)) from {table} where deleted_at is null
        """;

    /// <summary>As the scalar DateTime is written: UTC, a fraction without trailing zeros.</summary>
    private static string Time(string column) =>
        $"rtrim(rtrim(to_char({column} at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '0'), '.') || 'Z'";
}
