using Jim.Data.Migrations;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Platform.Persisted;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;

namespace Jim.Platform.Tests.Requests;

/// <summary>What C# code of a field throws is in the log, under the id that the client gets, and none of its text is in either.</summary>
public sealed class UnexpectedFaultTests : IAsyncLifetime
{
    private readonly RecordedLog<RequestGuard> _log = new();
    private readonly RateLimit _rate = new(0);
    private MigratedDatabase _database = null!;
    private SchemaOwner _schemas = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None);
        var options = new SnapshotOptions(["public"]) { Extensions = [AddFields] };
        _schemas = new SchemaOwner(
            new SnapshotBuilder(_database.Gateway, options), TimeProvider.System, NullLogger<SchemaOwner>.Instance);
        await _schemas.CheckAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _schemas.Dispose();
        _rate.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("{ throws }", "\"query\"")]
    [InlineData("{ returns }", "\"query\"")]
    [InlineData("{ items }", "\"query\"")]
    [InlineData("{ throws }", "\"onError\":\"NULL\",\"query\"")]
    public async Task An_exception_of_a_field_is_logged_with_the_id_that_the_client_gets(string query, string member)
    {
        var request = GraphQLRequestReader.Read(Encoding.UTF8.GetBytes($"{{{member}:\"{query}\"}}"));
        var prepared = Assert.IsType<PreparedQuery>(await Preparer().PrepareAsync(request, Caller.Anonymous, Cancel));
        using var answer = await QueryExecution.RunPlanAsync(
            PlannedQuery.Build(prepared.Input), (_, _) => throw new InvalidOperationException("no plan"), Cancel);

        var error = Assert.Single(answer.Errors);
        Assert.Equal(("Unexpected Execution Error", "INTERNAL"), (error.Message, error.Code));
        var id = Assert.IsType<string>(Assert.Single(error.Extensions, e => e.Key == "requestId").Value);
        var (logged, text) = Assert.Single(_log.Entries);
        Assert.Equal(LogEvents.RequestFailed, logged);
        Assert.Contains($"Request {id} failed: InvalidOperationException", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zq8-secret", text, StringComparison.Ordinal);
    }

    private RequestPreparer Preparer()
    {
        var options = new RequestOptions(Cache: false, SchemaForAll: true);
        var persisted = new PersistedOperations(
            TrustedOperations.None, new AutomaticQueries(null), new PersistedOptions(false, Explain: true));
        return new RequestPreparer(
            _schemas, persisted, new UserProvisioner(_database.Gateway), _rate, new DatabaseTime(TimeSpan.Zero, TimeProvider.System),
            new RequestGuard(options, _log), options);
    }

    private static void AddFields(SchemaUnderConstruction schema)
    {
        schema.Query.Fields.Add(new FieldBuilder("throws", Scalars.String)
        {
            Binding = new FieldResolver(_ => throw new InvalidOperationException("Zq8-secret")),
        });
        schema.Query.Fields.Add(new FieldBuilder("returns", Scalars.String)
        {
            Binding = new FieldResolver(_ => ValueTask.FromResult<object?>(new InvalidOperationException("Zq8-secret"))),
        });
        schema.Query.Fields.Add(new FieldBuilder("items", Scalars.String.List())
        {
            Binding = new FieldResolver(_ => ValueTask.FromResult<object?>(Enumerable.Range(0, 2).Select(Throw))),
        });
    }

    private static string Throw(int number) => throw new InvalidOperationException($"Zq8-secret {number}");
}
