using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Responses;

/// <summary>
/// Builds the batches of a response that is delivered in parts: it finds the objects and lists for which more data will follow, and assigns
/// the data of each later part to them. One instance serves one response, and parts are processed one after the other.
/// </summary>
public sealed class IncrementalAnswer
{
    private readonly Queue<(OperationPart Part, IReadOnlyList<PendingPart> Places)> _waiting = new();
    private (OperationPart Part, IReadOnlyList<PendingPart> Places) _running;
    private int _lastId = 1;

    /// <summary>Takes the data of the first part and announces the parts that follow.</summary>
    public IncrementalBatch Begin(OperationPart first, ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 1000 });
        return new IncrementalBatch(Announce(first.Parts, document.RootElement, null), [], [], _waiting.Count > 0);
    }

    /// <summary>The next part to run; false when the response is complete.</summary>
    public bool TryNext([NotNullWhen(true)] out OperationPart? part)
    {
        var more = _waiting.TryDequeue(out _running);
        part = more ? _running.Part : null;
        return more;
    }

    /// <summary>Takes the data of the part that <see cref="TryNext"/> returned.</summary>
    public IncrementalBatch Complete(ReadOnlyMemory<byte> data, IReadOnlyList<GraphQLError> errors)
    {
        var (part, places) = _running;
        using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 1000 });
        var patches = new List<IncrementalPatch>();
        var completed = new List<CompletedPart>();
        foreach (var place in places)
        {
            var inside = errors.Where(e => Concerns(e, place)).ToList();
            var value = At(document.RootElement, place.Path);
            if (value is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } found)
            {
                completed.Add(new CompletedPart(place, part.FirstIndex, inside));
                continue;
            }

            if (part.FirstIndex is not { } first)
            {
                patches.Add(new IncrementalPatch(place, JsonMarshal.GetRawUtf8Value(found).ToArray(), null, inside));
            }
            else if (found.GetArrayLength() > first)
            {
                patches.Add(new IncrementalPatch(place, Items(found, first), first, inside));
            }

            completed.Add(new CompletedPart(place, null, []));
        }

        var delivered = patches.Select(p => Key(p.Part.Path)).ToHashSet(StringComparer.Ordinal);
        var pending = Announce(part.Parts, document.RootElement, path => delivered.Contains(Key(path.AsSpan()[..places[0].Path.Length])));
        return new IncrementalBatch(pending, patches, completed, _waiting.Count > 0);
    }

    /// <summary>Ends the running part and all that still wait, because none of them will get data.</summary>
    public IncrementalBatch Fail(IReadOnlyList<GraphQLError> errors)
    {
        var ended = _running.Places.Concat(_waiting.SelectMany(w => w.Places));
        var batch = new IncrementalBatch([], [], [.. ended.Select(p => new CompletedPart(p, null, errors))], false);
        _waiting.Clear();
        return batch;
    }

    /// <summary>Announces each part at every place in the data to which it belongs. A part without such a place is not run.</summary>
    private List<PendingPart> Announce(ImmutableArray<OperationPart> parts, JsonElement data, Func<ImmutableArray<object>, bool>? isSent)
    {
        var all = new List<PendingPart>();
        foreach (var part in parts)
        {
            var paths = new List<ImmutableArray<object>>();
            Find(data, part, 0, [], paths);
            var places = paths.Where(p => isSent is null || isSent(p))
                .Select(p => new PendingPart((++_lastId).ToString(CultureInfo.InvariantCulture), p, part.Label)).ToList();
            if (places.Count > 0)
            {
                _waiting.Enqueue((part, places));
                all.AddRange(places);
            }
        }

        return all;
    }

    private static void Find(
        JsonElement value, OperationPart part, int depth, ImmutableArray<object> path, List<ImmutableArray<object>> found)
    {
        var isThere = depth == part.Place.Length;
        switch (value.ValueKind)
        {
            case JsonValueKind.Array when isThere && part.FirstIndex is { } first:
                // A list with fewer items than the first part may hold is complete.
                if (value.GetArrayLength() >= first)
                {
                    found.Add(path);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    Find(item, part, depth, path.Add(index), found);
                }

                break;
            case JsonValueKind.Object when isThere:
                found.Add(path);
                break;
            case JsonValueKind.Object when value.TryGetProperty(part.Place[depth], out var member):
                Find(member, part, depth + 1, path.Add(part.Place[depth]), found);
                break;
        }
    }

    private static JsonElement? At(JsonElement value, ImmutableArray<object> path)
    {
        foreach (var step in path)
        {
            if (step is string name)
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                {
                    return null;
                }
            }
            else if (value.ValueKind != JsonValueKind.Array || (int)step >= value.GetArrayLength())
            {
                return null;
            }
            else
            {
                value = value[(int)step];
            }
        }

        return value;
    }

    /// <summary>True for an error inside the place, or above it, in which case the place itself became null.</summary>
    private static bool Concerns(GraphQLError error, PendingPart place)
    {
        var length = Math.Min(error.Path.IsDefault ? 0 : error.Path.Length, place.Path.Length);
        return length == 0 || error.Path.AsSpan()[..length].SequenceEqual(place.Path.AsSpan()[..length]);
    }

    private static byte[] Items(JsonElement list, int first)
    {
        using var items = new JsonBuffer();
        items.WriteByte((byte)'[');
        foreach (var (index, item) in list.EnumerateArray().Index().Skip(first))
        {
            if (index > first)
            {
                items.WriteByte((byte)',');
            }

            items.WriteRaw(JsonMarshal.GetRawUtf8Value(item));
        }

        items.WriteByte((byte)']');
        return items.WrittenSpan.ToArray();
    }

    private static string Key(ReadOnlySpan<object> path) => string.Join('\n', path.ToArray());

    private static string Key(ImmutableArray<object> path) => Key(path.AsSpan());
}
