using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Catalog;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Running;

/// <summary>The starter model with its rights, reached as the gateway's login role, with alice, bob and carol and their groups.</summary>
public sealed class StarterHost : IAsyncLifetime
{
    public static Caller Alice { get; } = User("11111111-1111-4111-8111-111111111111", "alice");

    public static Caller Bob { get; } = User("22222222-2222-4222-8222-222222222222", "bob");

    public static Caller Service { get; } =
        User("44444444-4444-4444-8444-444444444444", "jim-service") with { Role = "jim_service", Roles = ["jim-service"] };

    internal QueryHost Host { get; private set; } = null!;

    internal MigratedDatabase Database { get; private set; } = null!;

    internal MutationRunner Mutations { get; private set; } = null!;

    private MutationPlanner Planner { get; } = new(new PlanOptions());

    public async ValueTask InitializeAsync()
    {
        Database = await MigratedDatabase.CreateAsync();
        await Database.Database.ExecuteAsync(
            """
            insert into users (id, email, display_name) values
              ('11111111-1111-4111-8111-111111111111', 'alice@example.com', 'Alice Arden'),
              ('22222222-2222-4222-8222-222222222222', 'bob@example.com', 'Bob Brook'),
              ('33333333-3333-4333-8333-333333333333', 'carol@example.com', 'Carol Castle'),
              ('44444444-4444-4444-8444-444444444444', null, 'Service')
              on conflict do nothing;
            insert into groups (id, name) values
              ('aaaaaaaa-0000-4000-8000-000000000001', 'Alpha'), ('aaaaaaaa-0000-4000-8000-000000000002', 'Beta');
            insert into memberships (user_id, group_id, role) values
              ('11111111-1111-4111-8111-111111111111', 'aaaaaaaa-0000-4000-8000-000000000001', 'owner'),
              ('22222222-2222-4222-8222-222222222222', 'aaaaaaaa-0000-4000-8000-000000000002', 'owner');
            """);
        var catalog = await CatalogReader.ReadAsync(Database.Database.DataSource, CatalogOptions.Default, CancellationToken.None);
        var schema = DatabaseSchema.Build(catalog, SchemaOptions.Default);
        Host = new QueryHost(
            schema, Database.GatewayConnectionString, null,
            new PoolOptions(Database.GatewayConnectionString) { Disclosure = new Disclosure(Constraints: true) });
        Mutations = new MutationRunner(Host.Pools);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>One mutation field as a transaction of its own.</summary>
    internal async Task<(JsonElement? Payload, MutationResult Result)> RunAsync(
        string document, Caller caller, string? variables = null, MutationContext? context = null)
    {
        var (operation, values) = Host.Read(document, variables, caller);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = Planner.Plan(operation, field, values);
        var result = await Mutations.RunAsync(plan, values, caller, context ?? MutationContext.Default, CancellationToken.None);
        return (Parse(result.Value), result);
    }

    /// <summary>All fields as one transaction.</summary>
    internal async Task<IReadOnlyList<(JsonElement? Payload, MutationResult Result)>> RunAllAsync(
        string document, Caller caller, string? variables = null, MutationContext? context = null)
    {
        var (operation, values) = Host.Read(document, variables, caller);
        var fields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values);
        var plans = fields.Select(f => Planner.Plan(operation, f, values)).ToList();
        var results = await Mutations.RunAllAsync(plans, values, caller, context ?? MutationContext.Default, CancellationToken.None);
        return [.. results.Select(r => (Parse(r.Value), r))];
    }

    internal Task<T> ScalarAsync<T>(string sql) => Database.ScalarAsync<T>(sql);

    private static JsonElement? Parse(CompletedValue value) =>
        value.Json.IsEmpty ? null : JsonDocument.Parse(Encoding.UTF8.GetString(value.Json.Span)).RootElement;

    private static Caller User(string subject, string name) => new("jim_user", subject, [], name, null, "jim-app", null);
}
