using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.Platform.Files;

namespace Jim.Conformance;

/// <summary>What multipart.json writes down in its own way: bodies in segments, places of uploads, categories of errors.</summary>
public static class MultipartBody
{
    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["malformed-multipart"] = ["HC0033", "JIM_UPLOAD_CUT"], ["aborted"] = ["HC0033", "JIM_UPLOAD_CUT"],
        ["missing-operations"] = ["HC0034"], ["misordered"] = ["HC0035"], ["missing-map"] = ["HC0044"], ["missing-file"] = ["HC0038"],
        ["invalid-operations-json"] = ["HC0012"], ["invalid-operations-type"] = ["HC0012"],
        ["invalid-map-json"] = ["HC0043"], ["invalid-map-type"] = ["HC0043"], ["invalid-map-entry"] = ["HC0043"],
        ["invalid-map-path"] = ["HC0041", "HC0042"],
        ["field-too-large"] = ["HC0010"], ["file-too-large"] = ["JIM_FILE_TOO_LARGE"], ["too-many-files"] = ["JIM_TOO_MANY_FILES"],
    };

    /// <summary>Jim's codes for a category of the corpus; none for one that is not known.</summary>
    public static IReadOnlyList<string> CodesOf(string category) => Codes.GetValueOrDefault(category, []);

    public static Stream Of(JsonElement testCase)
    {
        var segments = testCase.GetProperty("body").EnumerateArray().Select(Segment).ToList();
        return testCase.Member("abortAfterSegments")?.GetInt32() is { } sent
            ? new SegmentStream(segments[..sent], isCut: true)
            : new SegmentStream(segments, isCut: false);
    }

    /// <summary>The value with <c>{"$upload": n}</c> at the places of the uploads.</summary>
    public static JsonElement WithUploads(
        string member, JsonElement value, IReadOnlyDictionary<string, object> places, IReadOnlyList<UploadSlot> slots)
    {
        var root = JsonNode.Parse(value.GetRawText())!;
        foreach (var (path, slot) in places)
        {
            var segments = path.Split('.');
            if (segments[0] != member)
            {
                continue;
            }

            var at = segments[1..^1].Aggregate(
                root, (node, s) => node is JsonArray array ? array[int.Parse(s, CultureInfo.InvariantCulture)]! : node[s]!);
            var upload = new JsonObject { ["$upload"] = slots.ToList().IndexOf((UploadSlot)slot) };
            if (at is JsonArray list)
            {
                list[int.Parse(segments[^1], CultureInfo.InvariantCulture)] = upload;
            }
            else
            {
                at[segments[^1]] = upload;
            }
        }

        return JsonElement.Parse(root.ToJsonString());
    }

    private static byte[] Segment(JsonElement segment) =>
        segment.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(segment.GetString()!)
        : segment.Text("base64") is { } base64 ? Convert.FromBase64String(base64)
        : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(segment.Text("repeat")!, segment.GetProperty("count").GetInt32())));
}
