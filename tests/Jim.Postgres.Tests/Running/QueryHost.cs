using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Catalog;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Running;

/// <summary>A database with its schema, planner and runner: all that lies between an operation and its answer, without HTTP.</summary>
internal sealed class QueryHost : IAsyncDisposable
{
    private readonly TestDatabase? _database;

    public QueryHost(
        DatabaseSchema schema, string connectionString, TestDatabase? database, PoolOptions? pools = null, PlanOptions? plans = null)
    {
        _database = database;
        Schema = schema;
        Pools = new PostgresPools(pools ?? new PoolOptions(connectionString));
        Plans = new PlanCache(new QueryPlanner(plans ?? new PlanOptions()));
        Queries = new QueryRunner(Pools);
    }

    public static Caller Admin { get; } = new(
        "jim_admin", "33333333-3333-4333-8333-333333333333", ["jim-admin"], "carol", null, null, null);

    public DatabaseSchema Schema { get; }

    public PostgresPools Pools { get; }

    public PlanCache Plans { get; }

    public QueryRunner Queries { get; }

    public TestDatabase Database => _database!;

    public static async Task<QueryHost> CreateAsync(string[] schemas, params string[] sql)
    {
        var database = await TestDatabase.CreateAsync([ApplicationRoles.Sql, .. sql]);
        var catalog = await CatalogReader.ReadAsync(
            database.DataSource, CatalogOptions.Default with { Schemas = [.. schemas] }, CancellationToken.None);
        return new QueryHost(DatabaseSchema.Build(catalog, SchemaOptions.Default), database.ConnectionString, database);
    }

    /// <summary>A parsed operation and its variables, as the caller's role sees them.</summary>
    public (Operation Operation, VariableValues Variables) Read(string document, string? variables = null, Caller? caller = null)
    {
        var view = Schema.ViewFor((caller ?? Admin).Role);
        var node = Parser.ParseDocument(document);
        var definition = node.Definitions.OfType<OperationDefinitionNode>().Single();
        var operation = new Operation(view, node, definition, view.RootType(definition.Kind)!);
        return (operation, Coerce(operation, variables));
    }

    public static VariableValues Coerce(Operation operation, string? variables)
    {
        using var json = JsonDocument.Parse(variables ?? "{}");
        return VariableCoercion.Coerce(operation, json.RootElement.Clone(), out var values, out var errors)
            ? values
            : throw new GraphQLException([.. errors]);
    }

    public QueryPlan Plan(Operation operation, VariableValues variables) =>
        Plans.Get(
            operation, FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables), variables);

    public async Task<Answer> RunAsync(string document, string? variables = null, Caller? caller = null)
    {
        var (operation, values) = Read(document, variables, caller);
        return await RunAsync(operation, values, caller);
    }

    public async Task<Answer> RunAsync(
        Operation operation, VariableValues variables, Caller? caller = null, QueryRunner? runner = null,
        bool isQuick = false, CancellationToken cancellationToken = default)
    {
        var plan = Plan(operation, variables);
        using var result = await (runner ?? Queries).RunAsync(
            plan, variables, caller ?? Admin, ErrorHandling.Propagate, cancellationToken, isQuick);
        var data = plan.Roots.Zip(result.Values, (root, value) =>
            $"\"{root.ResponseName}\":{(value.Json.IsEmpty ? "null" : Encoding.UTF8.GetString(value.Json.Span))}");
        return new Answer(
            JsonDocument.Parse($"{{{string.Join(',', data)}}}").RootElement, [.. result.Values.SelectMany(v => v.Errors)], plan,
            result.PgSnapshotText);
    }

    public async ValueTask DisposeAsync()
    {
        await Pools.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}

/// <summary>What an operation gave.</summary>
internal sealed record Answer(JsonElement Data, IReadOnlyList<GraphQLError> Errors, QueryPlan Plan, string? PgSnapshotText)
{
    public string Sql => Plan.Statement?.Text ?? "none";
}
