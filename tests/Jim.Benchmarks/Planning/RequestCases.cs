using System.Text;
using System.Text.Json.Nodes;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Postgres.Planning;

namespace Jim.Benchmarks.Planning;

/// <summary>
/// One of the workload's operations as a request: all that the engine does with its bytes until a statement could be sent.
/// </summary>
public sealed class RequestCases
{
    private static readonly RequestOptions Options = new(Cache: false, SchemaForAll: true);

    private readonly SchemaView _view = WorkloadSchema.Make().ViewFor(WorkloadSchema.Role);
    private readonly QueryPlanner _planner = new(new PlanOptions());
    private readonly PreparedDocuments _documents;
    private readonly PlanCache _plans;
    private readonly OperationCache<OperationCost> _costs = new(CostAnalyzer.CollectVariables, CostAnalyzer.Compute);
    private readonly byte[] _body;

    public RequestCases(string name)
    {
        var operation = new WorkloadOperation(_view, name);
        _body = Encoding.UTF8.GetBytes(
            new JsonObject { ["query"] = operation.Document, ["variables"] = JsonNode.Parse(operation.VariablesText) }.ToJsonString());
        _documents = new PreparedDocuments(_view);
        _plans = new PlanCache(_planner);
    }

    /// <summary>Document and plan are known: the body is read, the variables coerced and priced, the plan's guards checked.</summary>
    public QueryPlan Kept() => Plan(_documents, _plans);

    /// <summary>Nothing is known: the body is read, the document parsed, validated and planned.</summary>
    public QueryPlan Cold() => Plan(new PreparedDocuments(_view), new PlanCache(_planner));

    private QueryPlan Plan(PreparedDocuments documents, PlanCache plans)
    {
        var request = GraphQLRequestReader.Read(_body);
        var validation = Options.ValidationFor(WorkloadSchema.Role);
        if (!documents.TryPrepare(request.Query, Options.Parser, validation, out var document, out var errors))
        {
            throw new GraphQLException([.. errors]);
        }

        var operation = document.Open(request.OperationName);
        if (!VariableCoercion.Coerce(operation, request.Variables, out var variables, out var invalid, request.Uploads))
        {
            throw new GraphQLException([.. invalid]);
        }

        if (CostAnalyzer.Refuse(_costs.GetOrDerive(operation, variables), Options.CostMax) is { } refusal)
        {
            throw new GraphQLException(refusal);
        }

        var fields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);
        return plans.Get(operation, fields, variables);
    }
}
