using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Limits;
using Jim.Platform.Files;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>The <c>map</c> of a multipart request: at which places of the variables each file belongs.</summary>
public sealed class UploadMap
{
    private const int PlacesMax = 1000;

    private UploadMap(IReadOnlyDictionary<string, UploadSlot> slots, IReadOnlyList<IReadOnlyDictionary<string, object>> places) =>
        (Slots, Places) = (slots, places);

    /// <summary>The most places that one map may name.</summary>
    public static Limit Limit => Limit.Fixed("Most places of files in the variables.", PlacesMax, "`JIM_TOO_MANY_PLACES` (413)");

    /// <summary>The files by the name of their part.</summary>
    public IReadOnlyDictionary<string, UploadSlot> Slots { get; }

    /// <summary>For each request, by path as <c>variables.input.file</c>: its <see cref="GraphQLRequest.Uploads"/>.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Places { get; }

    /// <summary>
    /// Throws <see cref="RequestRefusedException"/> for JSON that is no map, too many files or places, and a place that does not exist, is
    /// named twice or does not hold null.
    /// </summary>
    /// <param name="json">UTF-8: an object of part names, each with a list of paths.</param>
    public static UploadMap Read(ReadOnlySpan<byte> json, GraphQLRequests requests, int filesMax)
    {
        Dictionary<string, string[]>? map;
        try
        {
            map = JsonSerializer.Deserialize<Dictionary<string, string[]>>(json);
        }
        catch (JsonException)
        {
            throw MultipartErrors.InvalidMap();
        }

        if (map is null || map.Values.Any(paths => paths is null))
        {
            throw MultipartErrors.InvalidMap();
        }

        if (map.Count > filesMax)
        {
            throw MultipartErrors.TooManyFiles(filesMax);
        }

        if (map.Values.Sum(paths => paths.Length) > PlacesMax)
        {
            throw MultipartErrors.TooManyPlaces(PlacesMax);
        }

        var copies = new UploadCopies(filesMax);
        var slots = new Dictionary<string, UploadSlot>(StringComparer.Ordinal);
        var places = requests.Requests.Select(_ => new Dictionary<string, object>(StringComparer.Ordinal)).ToList();
        var roots = requests.Requests.Select(r => r.Variables is { } variables ? new VariablePlace(variables) : null).ToList();
        foreach (var (key, paths) in map)
        {
            var slot = slots[key] = new UploadSlot(copies);
            foreach (var path in paths.Length == 0 ? throw MultipartErrors.NoPaths(key) : paths)
            {
                var place = Find(path ?? throw MultipartErrors.InvalidMap(), requests);
                Check(path, key, roots[place.Request], place.Segments);
                if (!places[place.Request].TryAdd($"variables.{string.Join('.', place.Segments.AsEnumerable())}", slot))
                {
                    throw MultipartErrors.UnknownPath(path);
                }
            }
        }

        return new UploadMap(slots, places);
    }

    /// <summary>
    /// The request that a path leads into, and the way on from its variables: <c>variables.a.b</c>, in a batch <c>1.variables.a.b</c> (one
    /// request may omit the index), in a list of variables <c>variables.1.a.b</c>.
    /// </summary>
    private static (int Request, ArraySegment<string> Segments) Find(string path, GraphQLRequests requests)
    {
        ArraySegment<string> rest = path.Split('.');
        int? request = null;
        if (requests.Requests[0].RequestIndex is not null && (requests.Requests[^1].RequestIndex > 0 || rest[0] != "variables"))
        {
            request = Index(ref rest);
        }

        if (rest.Count < 2 || rest[0] != "variables")
        {
            throw MultipartErrors.NotVariables();
        }

        rest = rest[1..];
        for (var i = 0; i < requests.Requests.Count; i++)
        {
            if (request is null || requests.Requests[i].RequestIndex == request)
            {
                var set = requests.Requests[i].VariableIndex is null ? 0 : Index(ref rest);
                return i + set < requests.Requests.Count && (requests.Requests[i + set].VariableIndex ?? 0) == set && rest.Count > 0
                    ? (i + set, rest) : throw MultipartErrors.UnknownPath(path);
            }
        }

        throw MultipartErrors.UnknownPath(path);

        int Index(ref ArraySegment<string> segments)
        {
            if (segments.Count == 0 || !int.TryParse(segments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                throw MultipartErrors.UnknownPath(path);
            }

            segments = segments[1..];
            return index;
        }
    }

    private static void Check(string path, string key, VariablePlace? root, ArraySegment<string> segments)
    {
        var place = root;
        foreach (var segment in segments)
        {
            place = place?.Below(segment) ?? throw MultipartErrors.UnknownPath(path);
        }

        if (place is not { IsNull: true })
        {
            throw MultipartErrors.NotNull(key);
        }
    }
}
