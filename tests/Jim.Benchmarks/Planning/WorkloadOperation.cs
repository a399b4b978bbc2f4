using System.Text.Json;
using Jim.GraphQL.Operations;

namespace Jim.Benchmarks.Planning;

/// <summary>One of the four operations of <c>Workload/operations</c> with variables.</summary>
internal sealed class WorkloadOperation
{
    private static readonly Dictionary<string, string> VariablesOf = new()
    {
        ["one"] = """{"id":"00000001-0000-4000-8000-000000000001"}""",
        ["page"] = """{"id":"00000001-0000-4000-8000-000000000001"}""",
        ["group"] = """{"id":"00000002-0000-4000-8000-000000000001"}""",
        ["list"] = """{"status":"draft"}""",
    };

    public WorkloadOperation(SchemaView view, string name)
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Workload", $"{name}.graphql"));
        var variables = VariablesOf[name];
        (Document, VariablesText) = (document, variables);
        var parsed = Parser.ParseDocument(document);
        Operation = new Operation(
            view, parsed, parsed.Definitions.OfType<OperationDefinitionNode>().Single(), view.RootType(OperationKind.Query)!);
        using var json = JsonDocument.Parse(variables);
        Variables = VariableCoercion.Coerce(Operation, json.RootElement.Clone(), out var values, out _) ? values : VariableValues.None;
    }

    public static IEnumerable<string> Names => VariablesOf.Keys;

    public string Document { get; }

    public string VariablesText { get; }

    public Operation Operation { get; }

    public VariableValues Variables { get; }

    public IReadOnlyList<CollectedField> RootFields() =>
        FieldCollector.Collect(Operation, Operation.RootType, [Operation.Definition.SelectionSet], Variables);
}
