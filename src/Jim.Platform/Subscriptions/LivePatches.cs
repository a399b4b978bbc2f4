using System.Runtime.CompilerServices;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// What <c>subscription @live(diff: true)</c> is sent: the first answer whole, and of each later one what has changed in it, as a JSON Patch.
/// An answer with errors is sent whole, and so is the next after it.
/// </summary>
internal static class LivePatches
{
    private static readonly byte[] noData = "null"u8.ToArray();

    public static async IAsyncEnumerable<GraphQLResponse> TellAsync(
        IAsyncEnumerable<GraphQLResponse> answers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = ReadOnlyMemory<byte>.Empty;
        var revision = 0;
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            var data = answer is { Errors.Count: 0, HasData: true } ? answer.DataMemory : default;
            if (data.IsEmpty)
            {
                yield return answer;
            }
            else if (last.IsEmpty)
            {
                revision = 0;
                yield return answer with { Revision = 0 };
            }
            else
            {
                var patch = JsonPatch.Make(last, data);
                yield return answer with { Data = null, CachedData = noData, Patch = patch, Revision = ++revision };
            }

            last = data;
        }
    }
}
