using System.Runtime.CompilerServices;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>
/// One run of one operation: ExecuteCollectedFields (spec 6.3.3) and ExecuteField (spec 6.4). Resolvers may run at the same time, but the
/// response is written by one of them after the other.
/// </summary>
internal sealed partial class ExecutionRun(
    Operation operation, VariableValues variables, object? requestState, JsonBuffer output, ICollection<GraphQLError> errors,
    ExecutionOptions options, CancellationToken cancellationToken)
{
    public Operation Operation { get; } = operation;

    public VariableValues Variables { get; } = variables;

    public PreparedSelection PrepareRoot(IReadOnlyList<CollectedField> rootFields) =>
        Prepare(Operation.RootType, rootFields, options.RootResolver);

    public PreparedSelection Prepare(ObjectType type, CollectedField field) =>
        Prepare(type, FieldCollector.CollectSubfields(Operation, type, field, Variables), null);

    /// <summary>
    /// Writes an object. False when one of its non-null fields is null. The error was added then, and the buffer was cut back to where the
    /// object began.
    /// </summary>
    public async ValueTask<bool> WriteObjectAsync(
        PreparedSelection selection, object? source, ResponsePath? path, bool serial = false, ValueTask<object?>[]? started = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = output.Length;
        var next = 0;
        if (!serial)
        {
            started ??= Start(selection, source, path);
        }

        try
        {
            output.WriteByte((byte)'{');
            while (next < selection.Fields.Length)
            {
                var field = selection.Fields[next];
                if (next > 0)
                {
                    output.WriteByte((byte)',');
                }

                output.WriteRaw(field.Key);
                var value = started is not null && field.Resolver is not null
                    ? started[next] : Resolve(field, selection.Type, source, path);
                next++;
                if (!await WriteFieldAsync(field, selection, await value, path))
                {
                    output.Truncate(start);
                    return false;
                }
            }

            output.WriteByte((byte)'}');
            return true;
        }
        finally
        {
            await DrainAsync(started, next);
        }
    }

    /// <summary>Starts the resolvers of an object's fields, so that they run at the same time. Null when no field has a resolver.</summary>
    private ValueTask<object?>[]? Start(PreparedSelection selection, object? source, ResponsePath? path)
    {
        if (!selection.HasResolvers)
        {
            return null;
        }

        var started = new ValueTask<object?>[selection.Fields.Length];
        for (var i = 0; i < started.Length; i++)
        {
            if (selection.Fields[i].Resolver is not null)
            {
#pragma warning disable CA2012 // Awaited once: when its field is written, or by DrainAsync.
                started[i] = Resolve(selection.Fields[i], selection.Type, source, path);
#pragma warning restore CA2012
            }
        }

        return started;
    }

    private ValueTask<bool> WriteFieldAsync(PreparedField field, PreparedSelection selection, object? value, ResponsePath? path)
    {
        if (field.Field.Definition is not { } definition)
        {
            output.WriteRaw(selection.TypeName);
            return new(true);
        }

        // Most fields are leaves with valid values, which need no path. Paths are only allocated for the others.
        var type = definition.Type.Nullable;
        if (type is ScalarType or EnumType && TryWriteLeaf(type, value))
        {
            return new(true);
        }

        return CompleteAsync(definition.Type, value, field, new ResponsePath(path, field.Field.ResponseName));
    }

    /// <summary>
    /// ResolveFieldValue (spec 6.4.2). An exception that a resolver throws is returned as its value; <see cref="CompleteAsync"/> reports
    /// it.
    /// </summary>
    private ValueTask<object?> Resolve(PreparedField field, ObjectType parent, object? source, ResponsePath? path)
    {
        if (field.Resolver is not null)
        {
            return ResolveAsync(field, parent, source, path);
        }

        try
        {
            return new(field switch
            {
                { Reader: { } reader } => field.ArgumentFault ?? reader(source, field.Introspection),
                { Field.Definition: { } definition } => Member.Read(source, definition.Name),
                _ => null,
            });
        }
        catch (Exception thrown)
        {
            return new(thrown);
        }
    }

    private async ValueTask<object?> ResolveAsync(PreparedField field, ObjectType parent, object? source, ResponsePath? path)
    {
        if (field.ArgumentFault is { } fault)
        {
            return fault;
        }

        var context = new ResolveContext
        {
            Operation = Operation, ParentType = parent, Field = field.Field, Source = source, Arguments = field.Arguments,
            Variables = Variables, Place = new ResponsePath(path, field.Field.ResponseName), RequestState = requestState,
            Cancellation = cancellationToken,
        };
        try
        {
            return await field.Resolver!(context);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception thrown)
        {
            // Reported here and not where the error is written: a sibling may fail first, and then this value is not written at all.
            return thrown is GraphQLException ? thrown : new ReportedException(options.OnUnexpected?.Invoke(thrown));
        }
    }

    /// <summary>
    /// Waits for resolvers that were started but whose values are no longer needed, so that none of them still runs when the request has
    /// ended.
    /// </summary>
    private static async ValueTask DrainAsync(ValueTask<object?>[]? started, int from)
    {
        for (var i = from; i < started?.Length; i++)
        {
            try
            {
                await started[i];
            }
            catch (OperationCanceledException)
            {
                // The request was cancelled. The exception that ends it is already being thrown.
            }
        }
    }

    /// <param name="otherwise">The resolver for fields that have none of their own; null: they are members of the parent value.</param>
    private PreparedSelection Prepare(ObjectType type, IReadOnlyList<CollectedField> collected, FieldResolver? otherwise)
    {
        var fields = new PreparedField[collected.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new PreparedField(this, collected[i], otherwise);
        }

        return new PreparedSelection(type, fields);
    }

    private static bool HasStack() => RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
