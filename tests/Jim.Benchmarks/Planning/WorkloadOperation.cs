using System.Text.Json;
using Jim.GraphQL.Operations;

namespace Jim.Benchmarks.Planning;

/// <summary>One of the four operations of bench/graphql.lua with variables.</summary>
internal sealed class WorkloadOperation
{
    private static readonly Dictionary<string, (string Document, string Variables)> Texts = new()
    {
        ["one"] = (
            "query($id: UUID!) { userById(id: $id) { id email displayName profile createdAt } }",
            """{"id":"00000001-0000-4000-8000-000000000001"}"""),
        ["page"] = (
            "query($id: UUID!) { documents(where: { ownerId: { eq: $id } }, order: [{ createdAt: DESC }], first: 20) { nodes { id "
                + "title status sizeBytes "
            + "createdAt owner { id displayName } documentEvents(order: [{ createdAt: DESC }], first: 3) { nodes { id kind createdAt } } } "
            + "pageInfo { hasNextPage endCursor } } }",
            """{"id":"00000001-0000-4000-8000-000000000001"}"""),
        ["group"] = (
            "query($id: UUID!) { groupById(id: $id) { id name memberships(first: 50) { nodes { role user { id displayName email "
            + "documents(order: [{ createdAt: DESC }], first: 2) { nodes { id title } } } } } } }",
            """{"id":"00000002-0000-4000-8000-000000000001"}"""),
        ["list"] = (
            "query($status: String!) { documents(where: { status: { eq: $status } }, order: [{ createdAt: DESC }], first: 50) "
            + "{ nodes { id title sizeBytes meta createdAt } } }",
            """{"status":"draft"}"""),
    };

    public WorkloadOperation(SchemaView view, string name)
    {
        var (document, variables) = Texts[name];
        (Document, VariablesText) = (document, variables);
        var parsed = Parser.ParseDocument(document);
        Operation = new Operation(
            view, parsed, parsed.Definitions.OfType<OperationDefinitionNode>().Single(), view.RootType(OperationKind.Query)!);
        using var json = JsonDocument.Parse(variables);
        Variables = VariableCoercion.Coerce(Operation, json.RootElement.Clone(), out var values, out _) ? values : VariableValues.None;
    }

    public static IEnumerable<string> Names => Texts.Keys;

    public string Document { get; }

    public string VariablesText { get; }

    public Operation Operation { get; }

    public VariableValues Variables { get; }

    public IReadOnlyList<CollectedField> RootFields() =>
        FieldCollector.Collect(Operation, Operation.RootType, [Operation.Definition.SelectionSet], Variables);
}
