using Jim.GraphQL.Errors;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>The items of a streamed list after the first ones. An item that fails where null is not allowed ends the stream.</summary>
internal sealed class StreamedPart(
    ExecutionRun run, ListType list, IAsyncEnumerator<object?> rest, int firstIndex, PreparedField field, ResponsePath path, string? label)
    : LaterPart(path, label)
{
    private readonly ResponsePath _path = path;

    public override ValueTask AbandonAsync() => rest.DisposeAsync();

    public override async IAsyncEnumerable<PartResult> RunAsync()
    {
        await using var items = rest;
        for (var index = firstIndex; ; index++)
        {
            var (isThere, fault) = await MoveAsync(new ResponsePath(_path, index));
            if (fault is not null)
            {
                yield return new PartResult([], index, [fault], []);
            }

            if (!isThere)
            {
                yield break;
            }

            using var output = new JsonBuffer();
            var errors = new List<GraphQLError>();
            var later = new List<LaterPart>();
            var part = run.Continue(output, errors, later);
            output.WriteByte((byte)'[');
            if (!await part.WriteStreamedItemAsync(list.OfType, items.Current, field, new ResponsePath(_path, index)))
            {
                yield return new PartResult([], index, errors, []);
                yield break;
            }

            output.WriteByte((byte)']');
            yield return new PartResult(output.WrittenSpan.ToArray(), index, errors, later);
        }
    }

    private async ValueTask<(bool IsThere, GraphQLError? Fault)> MoveAsync(ResponsePath place)
    {
        try
        {
            return (await rest.MoveNextAsync(), null);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            return (false, run.Unexpected(thrown, field, place));
        }
    }
}
