using System.Collections;
using System.Text.Json;

namespace Jim.GraphQL.Execution;

/// <summary>
/// CompleteValue (spec 6.4.3) of lists: what counts as a list, how many items are taken, and how many are resolved at the same time.
/// </summary>
internal sealed partial class ExecutionRun
{
    /// <summary>The resolvers of up to this many items of a list run at the same time.</summary>
    private const int ItemsAhead = 16;

    private async ValueTask<Written> WriteListAsync(ListType list, object value, PreparedField field, ResponsePath path)
    {
        IReadOnlyList<object?>? items;
        try
        {
            items = await ReadItemsAsync(value, field.GetFirstItems(list));
        }
        catch (Exception thrown) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(thrown, field, path);
        }

        if (items is null)
        {
            return Fail(ExecutionErrors.NotAList(Operation, field.Field, path));
        }

        var start = output.Length;
        var ahead = MayStart(list.OfType.Nullable, field) ? new Queue<ValueTask<object?>[]?>() : null;
        var begun = 0;
        try
        {
            output.WriteByte((byte)'[');
            for (var i = 0; i < items.Count; i++)
            {
                for (; ahead is not null && begun < items.Count && begun < i + ItemsAhead; begun++)
                {
                    ahead.Enqueue(StartItem(list.OfType.Nullable, items[begun], field, new ResponsePath(path, begun)));
                }

                if (i > 0)
                {
                    output.WriteByte((byte)',');
                }

                if (!await WriteItemAsync(list.OfType, items[i], field, new ResponsePath(path, i), ahead?.Dequeue()))
                {
                    output.Truncate(start);
                    return Written.Failed;
                }
            }

            output.WriteByte((byte)']');
            return Written.Yes;
        }
        finally
        {
            while (ahead is not null && ahead.TryDequeue(out var unwanted))
            {
                await DrainAsync(unwanted, 0);
            }
        }
    }

    private async ValueTask<bool> WriteItemAsync(GraphQLType type, object? item, PreparedField field, ResponsePath path,
        ValueTask<object?>[]? started)
    {
        if (started is not null)
        {
            var written = await WriteObjectAsync(
                field.PrepareFor(ResolveObjectType((NamedType)type.Nullable, item!)!), item, path, serial: false,
                started);
            return Settle(written ? Written.Yes : Written.Failed, type, field, path);
        }

        return await CompleteAsync(type, item, field, path);
    }

    /// <summary>False when no object that the type allows has fields with resolvers, so that nothing needs to be started early.</summary>
    private static bool MayStart(GraphQLType type, PreparedField field) => type switch
    {
        ObjectType single => field.PrepareFor(single).HasResolvers,
        InterfaceType or UnionType => true,
        _ => false,
    };

    /// <summary>
    /// Starts the resolvers for an item that is an object. Null when it is not an object or has no fields with resolvers.
    /// </summary>
    private ValueTask<object?>[]? StartItem(GraphQLType type, object? item, PreparedField field, ResponsePath path) =>
        type is FieldsType or UnionType && !IsNull(item) && item is not (Exception or CompletedValue)
        && ResolveObjectType((NamedType)type, item!) is { } objectType
            ? Start(field.PrepareFor(objectType), item, path)
            : null;

    /// <summary>The items of a value; null when the value is not a list. Text is not a list, although it can be enumerated.</summary>
    /// <param name="most">How many items to take at most; null: all.</param>
    private static async ValueTask<IReadOnlyList<object?>?> ReadItemsAsync(object value, int? most)
    {
        switch (value)
        {
            case JsonElement { ValueKind: JsonValueKind.Array } json:
                return [.. json.EnumerateArray().Take(most ?? int.MaxValue).Select(item => (object?)item)];
            case IReadOnlyList<object?> list:
                return most < list.Count ? [.. list.Take(most.Value)] : list;
            case string or JsonElement:
                return null;
            case IEnumerable items:
                return [.. items.Cast<object?>().Take(most ?? int.MaxValue)];
            case IAsyncEnumerable<object?> stream:
                var read = new List<object?>();
                await foreach (var item in stream.Take(most ?? int.MaxValue))
                {
                    read.Add(item);
                }

                return read;
            default:
                return null;
        }
    }
}
