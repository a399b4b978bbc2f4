using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.Platform.Jobs;
using Jim.Postgres.Changes;

namespace Jim.Platform.Requests;

/// <summary>
/// The answer of a mutation that a job ran, as <c>jim.jobs.result</c> has it: the response map, without the cursor, which each reader has
/// of its own. Where it was not executed, or not for the first time, <c>extensions</c> say so.
/// </summary>
internal static class JobAnswer
{
    public static string Write(GraphQLResponse answer)
    {
        using var json = new JsonBuffer();
        (answer with { Cursor = null }).Write(json);
        if (answer is { Outcome: ResponseOutcome.Executed, IsReplay: false })
        {
            return Encoding.UTF8.GetString(json.WrittenSpan);
        }

        json.Truncate(json.Length - 1);
        json.WriteRaw(",\"extensions\":"u8);
        json.WriteRaw(JsonSerializer.SerializeToUtf8Bytes(new Kept(answer.Outcome.ToString(), answer.IsReplay), JsonSerializerOptions.Web));
        json.WriteByte((byte)'}');
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>What whoever has waited for the job is answered.</summary>
    public static GraphQLResponse Read(EndedJob job, CursorTokens cursors)
    {
        if (job.Result is null)
        {
            return Refuse(job.Error is { } error ? ReadStored(JsonElement.Parse(error)) : JobErrors.Cancelled);
        }

        var map = JsonElement.Parse(job.Result);
        var kept = map.TryGetProperty("extensions", out var extensions)
            ? extensions.Deserialize<Kept>(JsonSerializerOptions.Web) : null;
        return new GraphQLResponse
        {
            Outcome = kept is null ? ResponseOutcome.Executed : Enum.Parse<ResponseOutcome>(kept.Outcome),
            Data = map.TryGetProperty("data", out var data) ? Copy(data) : null,
            Errors = map.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(Read)] : [],
            IsReplay = kept is { Replayed: true },
            HasEffect = true, // It has run, and is not to be run again by who waited for it.
            Cursor = job.State == "succeeded" ? cursors.Encode(job.At) : null,
        };
    }

    private static GraphQLResponse Refuse(GraphQLError error)
    {
        var data = new JsonBuffer(4);
        data.WriteNull();
        return new GraphQLResponse { Outcome = ResponseOutcome.Executed, Data = data, Errors = [error], HasEffect = true };
    }

    private static JsonBuffer Copy(JsonElement data)
    {
        var json = JsonMarshal.GetRawUtf8Value(data);
        var copy = new JsonBuffer(json.Length);
        copy.WriteRaw(json);
        return copy;
    }

    private static GraphQLError Read(JsonElement error) => new(error.GetProperty("message").GetString()!)
    {
        Code = error.TryGetProperty("extensions", out var extensions) && extensions.TryGetProperty("code", out var code)
            ? code.GetString() : null,
        Locations = error.TryGetProperty("locations", out var locations)
            ? [.. locations.EnumerateArray().Select(l =>
                new SourceLocation(l.GetProperty("line").GetInt32(), l.GetProperty("column").GetInt32()))]
            : [],
        Path = error.TryGetProperty("path", out var path)
            ? [.. path.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.Number ? p.GetInt32() : (object)p.GetString()!)]
            : [],
        Extensions = extensions.ValueKind == JsonValueKind.Object ? ReadMembers(extensions) : [],
    };

    /// <summary>An error as <see cref="JobErrors.Write"/> has it.</summary>
    private static GraphQLError ReadStored(JsonElement error) => new(error.GetProperty("message").GetString()!)
    {
        Code = error.GetProperty("code").GetString(), Extensions = ReadMembers(error.GetProperty("extensions")),
    };

    private static ImmutableArray<KeyValuePair<string, object?>> ReadMembers(JsonElement extensions) =>
        [.. extensions.EnumerateObject().Where(m => m.Name != "code").Select(m => KeyValuePair.Create(m.Name, (object?)m.Value.Clone()))];

    private sealed record Kept(string Outcome, bool Replayed);
}
