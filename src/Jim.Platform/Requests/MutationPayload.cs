using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Jim.Platform.Requests;

/// <summary>
/// A mutation as its job stores it: document, operation name and variables; never a token. The variables are a string with the JSON as it
/// was sent, because <c>jsonb</c> would store other values than the client gave: without the sign of <c>-0.0</c>, without the order and
/// spaces of a value for a <c>json</c> column, and it refuses <c>\u0000</c>. A document with U+0000 (in a comment or a block string) is a
/// string with JSON in it too.
/// </summary>
public static class MutationPayload
{
    public static string Write(GraphQLRequest request) => JsonSerializer.Serialize(Store(request), JsonSerializerOptions.Web);

    /// <summary>The same with all that the answer depends on, for a job that gives the answer of its request.</summary>
    public static string WriteWhole(GraphQLRequest request, string? idempotencyKey) => JsonSerializer.Serialize(
        Store(request) with
        {
            ErrorsWithoutPropagation = request.ErrorsWithoutPropagation,
            IdempotencyKey = idempotencyKey,
            RequestIndex = request.RequestIndex,
            VariableIndex = request.VariableIndex,
        },
        JsonSerializerOptions.Web);

    public static GraphQLRequest Read(JsonElement payload)
    {
        var stored = payload.Deserialize<Stored>(JsonSerializerOptions.Web) ?? throw new FormatException("The job has no operation.");
        return new GraphQLRequest
        {
            Query = Encoding.UTF8.GetBytes(stored.QueryIsJson ? JsonSerializer.Deserialize<string>(stored.Query)! : stored.Query),
            OperationName = stored.OperationName,
            Variables = ReadVariables(stored.Variables), Admitted = true,
            ErrorsWithoutPropagation = stored.ErrorsWithoutPropagation, IdempotencyKey = stored.IdempotencyKey,
            RequestIndex = stored.RequestIndex, VariableIndex = stored.VariableIndex,
        };
    }

    private static Stored Store(GraphQLRequest request)
    {
        var variables = request.Variables is { } given ? JsonSerializer.SerializeToElement(given.GetRawText()) : (JsonElement?)null;
        var query = Encoding.UTF8.GetString(request.Query.Span);
        return query.Contains('\0', StringComparison.Ordinal)
            ? new Stored(JsonSerializer.Serialize(query), request.OperationName, variables) { QueryIsJson = true }
            : new Stored(query, request.OperationName, variables);
    }

    /// <summary>Jobs of earlier builds, which may still wait, have the variables as an object.</summary>
    private static JsonElement? ReadVariables(JsonElement? stored) =>
        stored is { ValueKind: JsonValueKind.String } text ? JsonElement.Parse(text.GetString()!) : stored;

    private sealed record Stored(string Query, string? OperationName, JsonElement? Variables)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool QueryIsJson { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool ErrorsWithoutPropagation { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public string? IdempotencyKey { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int? RequestIndex { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int? VariableIndex { get; init; }
    }
}
