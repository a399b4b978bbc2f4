using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Platform.Schemas;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>
/// All that planning and running an operation depend on. Lives as long as its request or live query; no cache may hold it.
/// </summary>
/// <param name="request">The request, with the text that runs also where the client sent only an id or a hash.</param>
/// <param name="caller">Under whose rights it runs.</param>
/// <param name="snapshot">The schema and plans that the request uses to its end, also when a newer snapshot is built meanwhile.</param>
/// <param name="operation">The one of the document's operations that was chosen.</param>
/// <param name="variables">Its coerced variables.</param>
/// <param name="executionOptions">How fields of C# code are executed, and what hears of their unexpected exceptions.</param>
public sealed class OperationInput(
    GraphQLRequest request, Caller caller, SchemaSnapshot snapshot, Operation operation, VariableValues variables,
    ExecutionOptions executionOptions)
{
    public GraphQLRequest Request { get; } = request;

    public Caller Caller { get; } = caller;

    public SchemaSnapshot Snapshot { get; } = snapshot;

    public Operation Operation { get; } = operation;

    public VariableValues Variables { get; } = variables;

    /// <summary>The operation's root fields (CollectFields, spec 6.3.2), collected once for planning, running and writing.</summary>
    public IReadOnlyList<CollectedField> RootFields { get; } =
        FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);

    public ExecutionOptions ExecutionOptions { get; } = executionOptions;

    /// <summary>
    /// The coerced arguments of a root field by name. Throws <see cref="GraphQLException"/> where a required value is missing.
    /// </summary>
    public Dictionary<string, object?> ReadArguments(CollectedField field) => ArgumentReader
        .Read(Operation.View, field.Definition!, field.First, Variables, Operation.Document.Source)
        .ToDictionary(a => a.Key.Name, a => a.Value.Value, StringComparer.Ordinal);

    /// <summary>The same request for one part of its answer.</summary>
    public OperationInput ForPart(OperationPart part) => new(Request, Caller, Snapshot, part.Operation, Variables, ExecutionOptions);
}
