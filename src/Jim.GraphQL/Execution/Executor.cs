using Jim.GraphQL.Inputs;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>
/// Executes an operation by calling resolvers: ExecuteQuery (spec 6.2.1), ExecuteMutation (spec 6.2.2) and, for one event,
/// ExecuteSubscriptionEvent (spec 6.2.3.2). The root fields of a mutation run one after the other. All other fields of an object are
/// started together and written in order. Data is written directly into the buffer, which is cut back to the nearest nullable ancestor when
/// a null propagates.
/// </summary>
public static class Executor
{
    /// <summary>ExecuteRootSelectionSet (spec 6.3.1), serially for a mutation.</summary>
    /// <param name="operation">A validated operation.</param>
    /// <param name="variables">The coerced variables.</param>
    /// <param name="rootValue">The parent value of the root fields; null when they all have resolvers.</param>
    /// <param name="requestState">Passed to resolvers unchanged.</param>
    /// <param name="data">Receives the JSON of <c>data</c>: an object or null.</param>
    /// <param name="errors">Receives the execution errors with their locations and paths.</param>
    /// <param name="cancellationToken">Cancels the run, which then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>False when a null has propagated to the root, so that <paramref name="data"/> is <c>null</c>.</returns>
    public static ValueTask<bool> ExecuteAsync(
        Operation operation, VariableValues variables, object? rootValue, object? requestState, JsonBuffer data,
        ICollection<GraphQLError> errors, CancellationToken cancellationToken) =>
        ExecuteAsync(operation, variables, rootValue, requestState, data, errors, ExecutionOptions.Default, cancellationToken);

    /// <summary>As the first overload, with options.</summary>
    public static ValueTask<bool> ExecuteAsync(
        Operation operation, VariableValues variables, object? rootValue, object? requestState, JsonBuffer data,
        ICollection<GraphQLError> errors, ExecutionOptions options, CancellationToken cancellationToken)
    {
        var run = new ExecutionRun(operation, variables, requestState, data, errors, options, cancellationToken);
        var rootFields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);
        return ExecuteAsync(run, run.PrepareRoot(rootFields), rootValue, data);
    }

    /// <summary>As the first overload, for a caller that has already collected the root fields, all of which have resolvers.</summary>
    public static ValueTask<bool> ExecuteAsync(
        Operation operation, IReadOnlyList<CollectedField> rootFields, VariableValues variables, object? requestState, JsonBuffer data,
        ICollection<GraphQLError> errors, ExecutionOptions options, CancellationToken cancellationToken)
    {
        var run = new ExecutionRun(operation, variables, requestState, data, errors, options, cancellationToken);
        return ExecuteAsync(run, run.PrepareRoot(rootFields), rootValue: null, data);
    }

    private static async ValueTask<bool> ExecuteAsync(ExecutionRun run, PreparedSelection root, object? rootValue, JsonBuffer data)
    {
        if (await run.WriteObjectAsync(root, rootValue, path: null, serial: run.Operation.Kind == OperationKind.Mutation))
        {
            return true;
        }

        data.WriteNull();
        return false;
    }
}
