using Jim.GraphQL.Errors;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>
/// Runs an operation by resolvers: ExecuteQuery (spec 6.2.1), ExecuteMutation (spec 6.2.2) and, for one event, ExecuteSubscriptionEvent
/// (spec 6.2.3.2). The fields of a mutation's root run one after another; all others are started together and written in order. Data is
/// written once, straight into the buffer: a null that propagates cuts the buffer back to its nullable ancestor.
/// </summary>
public static class Executor
{
    /// <summary>ExecuteRootSelectionSet (spec 6.3.1), serial for a mutation.</summary>
    /// <param name="operation">A validated operation.</param>
    /// <param name="variables">Its coerced variables.</param>
    /// <param name="rootValue">The source of the root fields; null where they have resolvers.</param>
    /// <param name="requestState">Handed to resolvers as it is.</param>
    /// <param name="data">Gets the JSON of <c>data</c>: an object, or null.</param>
    /// <param name="errors">Gets the field errors, with locations and path.</param>
    /// <param name="cancellationToken">Ends the run by <see cref="OperationCanceledException"/>.</param>
    /// <returns>False when a null has propagated to the root: <paramref name="data"/> is <c>null</c>.</returns>
    public static ValueTask<bool> ExecuteAsync(
        Operation operation, VariableValues variables, object? rootValue, object? requestState, JsonBuffer data,
        ICollection<GraphQLError> errors, CancellationToken cancellationToken) =>
        ExecuteAsync(operation, variables, rootValue, requestState, data, errors, ExecutionOptions.Default, cancellationToken);

    /// <summary>The same with options; see the other overload for the rest.</summary>
    public static ValueTask<bool> ExecuteAsync(
        Operation operation, VariableValues variables, object? rootValue, object? requestState, JsonBuffer data,
        ICollection<GraphQLError> errors, ExecutionOptions options, CancellationToken cancellationToken)
    {
        var run = new ExecutionRun(operation, variables, requestState, data, errors, options, cancellationToken);
        var rootFields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);
        return ExecuteAsync(run, run.PrepareRoot(rootFields), rootValue, data);
    }

    /// <summary>The same for a caller that has collected the root fields already, all of which have resolvers.</summary>
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
