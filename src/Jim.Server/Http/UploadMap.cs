using System.Text.Json;
using Jim.Platform.Files;
using Jim.Platform.Requests;

namespace Jim.Server.Http;

/// <summary>The <c>map</c> of a multipart request: which file part stands at which places of the variables.</summary>
public sealed class UploadMap
{
    private UploadMap(IReadOnlyDictionary<string, UploadSlot> slots, IReadOnlyDictionary<string, object> places) => (Slots, Places) = (slots, places);

    /// <summary>By the name of the part.</summary>
    public IReadOnlyDictionary<string, UploadSlot> Slots { get; }

    /// <summary>By path, as <c>variables.input.file</c>; for <see cref="GraphQLRequest.Uploads"/>.</summary>
    public IReadOnlyDictionary<string, object> Places { get; }

    /// <summary>Throws <see cref="RequestRefusedException"/> for a map that is not one, or names a place that is not there or not null.</summary>
    public static UploadMap Read(ReadOnlySpan<byte> json, GraphQLRequest request, int filesMax)
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

        var slots = new Dictionary<string, UploadSlot>(StringComparer.Ordinal);
        var places = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, paths) in map)
        {
            var slot = slots[key] = new UploadSlot();
            foreach (var path in paths.Length == 0 ? throw MultipartErrors.NoPaths(key) : paths)
            {
                Check(path, key, request);
                if (!places.TryAdd(path, slot))
                {
                    throw MultipartErrors.UnknownPath(path);
                }
            }
        }

        return new UploadMap(slots, places);
    }

    private static void Check(string path, string key, GraphQLRequest request)
    {
        var segments = (path ?? throw MultipartErrors.InvalidMap()).Split('.');
        if (segments[0] != "variables" || segments.Length < 2)
        {
            throw MultipartErrors.NotVariables();
        }

        var value = request.Variables ?? throw MultipartErrors.UnknownPath(path);
        foreach (var segment in segments.AsSpan(1))
        {
            value = value.ValueKind switch
            {
                JsonValueKind.Object when value.TryGetProperty(segment, out var member) => member,
                JsonValueKind.Array when int.TryParse(segment, out var index) && index >= 0 && index < value.GetArrayLength() => value[index],
                _ => throw MultipartErrors.UnknownPath(path),
            };
        }

        if (value.ValueKind != JsonValueKind.Null)
        {
            throw MultipartErrors.NotNull(key);
        }
    }
}
