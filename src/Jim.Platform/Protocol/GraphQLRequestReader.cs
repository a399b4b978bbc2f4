using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Jim.GraphQL.Json;
using Jim.GraphQL.Limits;

namespace Jim.Platform.Protocol;

/// <summary>
/// The step "read" of a request: its JSON form (GraphQL over HTTP 5.3). Unknown members are skipped: Apollo and Relay add some.
/// </summary>
public static class GraphQLRequestReader
{
    private const int DepthMax = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DepthMax };

    /// <summary>The bound on the nesting of a request's JSON.</summary>
    public static Limit Limit => Limit.Fixed("Deepest nesting of a JSON body.", DepthMax, "`HC0012`");

    /// <summary>One request. Throws <see cref="GraphQLException"/> with HC0012 for anything that is not one, HC0009 for a batch.</summary>
    public static GraphQLRequest Read(ReadOnlySpan<byte> json) => ReadAll(json, batchMax: 0).Requests[0];

    /// <inheritdoc cref="ReadAll(ReadOnlySpan{byte}, int)"/>
    public static GraphQLRequests ReadAll(ReadOnlySequence<byte> json, int batchMax) =>
        json.IsSingleSegment ? ReadAll(json.FirstSpan, batchMax) : ReadAll(json.ToArray(), batchMax);

    /// <summary>
    /// One request, a list of requests, or a request with a list of variables. Throws <see cref="GraphQLException"/> with HC0012 for
    /// anything else, HC0009 for a batch that is empty, too large or not allowed.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="batchMax">Operations in one body; 0: no batches.</param>
    public static GraphQLRequests ReadAll(ReadOnlySpan<byte> json, int batchMax)
    {
        if (!Utf8.IsValid(json))
        {
            throw RequestErrors.InvalidJson().ToException(); // Utf8JsonReader finds this only in values that are read as text.
        }

        try
        {
            var reader = new Utf8JsonReader(json, Options);
            reader.Read();
            var isBatch = reader.TokenType == JsonTokenType.StartArray;
            var requests = new List<GraphQLRequest>(1);
            if (isBatch)
            {
                ReadBatch(ref reader, batchMax, requests);
            }
            else
            {
                Add(ReadRequest(ref reader), batchMax, requests);
            }

            return reader.Read()
                ? throw RequestErrors.InvalidJson().ToException()
                : new GraphQLRequests(requests, isBatch || requests[0].VariableIndex is not null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw RequestErrors.InvalidJson().ToException();
        }
    }

    private static void ReadBatch(ref Utf8JsonReader reader, int batchMax, List<GraphQLRequest> requests)
    {
        if (batchMax == 0)
        {
            throw RequestErrors.BatchingOff().ToException();
        }

        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Add(ReadRequest(ref reader) with { RequestIndex = index }, batchMax, requests);
        }

        if (requests.Count == 0)
        {
            throw RequestErrors.BatchEmpty().ToException();
        }
    }

    /// <summary>Adds a request; one with a list of variables once for each set of them.</summary>
    private static void Add(GraphQLRequest request, int batchMax, List<GraphQLRequest> requests)
    {
        var sets = request.Variables is { ValueKind: JsonValueKind.Array } list ? list : (JsonElement?)null;
        if (sets is not null && batchMax == 0)
        {
            throw RequestErrors.BatchingOff().ToException();
        }

        var count = sets?.GetArrayLength() ?? 1;
        if (count == 0)
        {
            throw RequestErrors.BatchEmpty().ToException();
        }

        if (requests.Count + count > Math.Max(1, batchMax))
        {
            throw RequestErrors.BatchTooLarge(batchMax).ToException();
        }

        if (sets is null)
        {
            requests.Add(request);
            return;
        }

        foreach (var (index, variables) in sets.Value.EnumerateArray().Index())
        {
            requests.Add(request with
            {
                VariableIndex = index,
                Variables = variables.ValueKind switch
                {
                    JsonValueKind.Object => variables,
                    JsonValueKind.Null => null,
                    _ => throw RequestErrors.WrongMember("variables", "an object, or a list of objects").ToException(),
                },
            });
        }
    }

    private static GraphQLRequest ReadRequest(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartObject ? ReadMembers(ref reader) : throw RequestErrors.NotAnObject().ToException();

    /// <summary>Reads the members of an object whose start was read. Of members of one name the last counts.</summary>
    private static GraphQLRequest ReadMembers(ref Utf8JsonReader reader)
    {
        ReadOnlyMemory<byte> query = default;
        (string? id, string? operationName) = (null, null);
        (JsonElement? variables, JsonElement? extensions, var withoutPropagation) = (null, null, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader)
            {
                case var _ when reader.ValueTextEquals("query"u8): query = ReadBytes(ref reader, "query"); break;
                case var _ when reader.ValueTextEquals("id"u8): id = ReadText(ref reader, "id"); break;
                case var _ when reader.ValueTextEquals("documentId"u8): id = ReadText(ref reader, "documentId"); break;
                case var _ when reader.ValueTextEquals("operationName"u8): operationName = ReadText(ref reader, "operationName"); break;
                case var _ when reader.ValueTextEquals("variables"u8): variables = ReadObject(ref reader, "variables"); break;
                case var _ when reader.ValueTextEquals("extensions"u8): extensions = ReadExtensions(ref reader); break;
                case var _ when reader.ValueTextEquals("onError"u8): withoutPropagation = ReadOnError(ref reader); break;
                default:
                    reader.Read();
                    reader.Skip();
                    break;
            }
        }

        return new GraphQLRequest
        {
            Query = query, DocumentId = id, OperationName = operationName, Variables = variables, Extensions = extensions,
            ErrorsWithoutPropagation = withoutPropagation,
        };
    }

    private static ReadOnlyMemory<byte> ReadBytes(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw RequestErrors.WrongMember(member, "a string").ToException();
        }

        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.ToArray();
        }

        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsMemory(0, reader.CopyString(unescaped));
    }

    private static string? ReadText(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => throw RequestErrors.WrongMember(member, "a string").ToException(),
        };
    }

    /// <summary>
    /// Refuses member names that are not valid Unicode (half of a surrogate pair): every later look-up of a member would throw. Variables
    /// are checked when they are coerced, with an error that names the variable.
    /// </summary>
    private static JsonElement? ReadExtensions(ref Utf8JsonReader reader)
    {
        var extensions = ReadObject(ref reader, "extensions");
        return extensions is { } given && !JsonText.IsSound(given)
            ? throw RequestErrors.InvalidJson().ToException()
            : extensions;
    }

    private static JsonElement? ReadObject(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.StartObject => JsonElement.ParseValue(ref reader),
            JsonTokenType.StartArray when member == "variables" => JsonElement.ParseValue(ref reader),
            _ => throw RequestErrors.WrongMember(member, "an object").ToException(),
        };
    }

    private static bool ReadOnError(ref Utf8JsonReader reader) => ReadText(ref reader, "onError") switch
    {
        null or "PROPAGATE" => false,
        "NULL" => true,
        _ => throw RequestErrors.WrongMember("onError", "PROPAGATE or NULL").ToException(),
    };
}
