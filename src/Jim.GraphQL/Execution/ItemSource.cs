using System.Collections;
using System.Text.Json;

namespace Jim.GraphQL.Execution;

/// <summary>The items of a list value: those to write at once and, of a streamed list, those to write later.</summary>
internal sealed record ItemSource(IReadOnlyList<object?> First, IAsyncEnumerator<object?>? Rest)
{
    /// <param name="value">A resolver's value; null is the answer for one that is no list.</param>
    /// <param name="initialCount">Items to write at once; null: all.</param>
    public static async ValueTask<ItemSource?> OfAsync(object value, int? initialCount, CancellationToken cancellation)
    {
        if (value is IAsyncEnumerable<object?> stream)
        {
            return await TakeAsync(stream.GetAsyncEnumerator(cancellation), initialCount);
        }

        if (AllOf(value) is not { } items)
        {
            return null;
        }

        return initialCount is { } count && count < items.Count
            ? new ItemSource([.. items.Take(count)], items.Skip(count).ToAsyncEnumerable().GetAsyncEnumerator(cancellation))
            : new ItemSource(items, null);
    }

    private static async ValueTask<ItemSource> TakeAsync(IAsyncEnumerator<object?> stream, int? count)
    {
        var first = new List<object?>();
        while (count is null || first.Count < count)
        {
            if (!await stream.MoveNextAsync())
            {
                await stream.DisposeAsync();
                return new ItemSource(first, null);
            }

            first.Add(stream.Current);
        }

        return new ItemSource(first, stream);
    }

    private static IReadOnlyList<object?>? AllOf(object value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(item => (object?)item)],
        IReadOnlyList<object?> list => list,
        string or JsonElement => null,
        IEnumerable items => [.. items.Cast<object?>()],
        _ => null,
    };
}
