using System.Buffers;
using System.Text.Json;
using Jim.GraphQL;

namespace Jim.Platform.Requests;

/// <summary>Reads the JSON form of a request (GraphQL over HTTP 5.3). Unknown members are passed over: Apollo and Relay add some.</summary>
public static class GraphQLRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>One request. Throws <see cref="GraphQLException"/> with HC0012 for anything that is not one, HC0009 for a batch.</summary>
    public static GraphQLRequest Read(ReadOnlySequence<byte> json) => json.IsSingleSegment ? Read(json.FirstSpan) : Read(json.ToArray());

    /// <inheritdoc cref="Read(ReadOnlySequence{byte})"/>
    public static GraphQLRequest Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new GraphQLException(reader.TokenType == JsonTokenType.StartArray ? RequestErrors.BatchingOff() : RequestErrors.NotAnObject());
            }

            var request = ReadMembers(ref reader);
            return reader.Read() ? throw new GraphQLException(RequestErrors.InvalidJson()) : request;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GraphQLException(RequestErrors.InvalidJson());
        }
    }

    /// <summary>Reads the members of an object whose start was read.</summary>
    private static GraphQLRequest ReadMembers(ref Utf8JsonReader reader)
    {
        var request = new GraphQLRequest();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            request = reader switch
            {
                _ when reader.ValueTextEquals("query"u8) => request with { Query = Bytes(ref reader, "query") },
                _ when reader.ValueTextEquals("id"u8) => request with { DocumentId = Text(ref reader, "id") },
                _ when reader.ValueTextEquals("documentId"u8) => request with { DocumentId = Text(ref reader, "documentId") },
                _ when reader.ValueTextEquals("operationName"u8) => request with { OperationName = Text(ref reader, "operationName") },
                _ when reader.ValueTextEquals("variables"u8) => request with { Variables = Object(ref reader, "variables") },
                _ when reader.ValueTextEquals("extensions"u8) => request with { Extensions = Object(ref reader, "extensions") },
                _ when reader.ValueTextEquals("onError"u8) => request with { ErrorsWithoutPropagation = OnError(ref reader) },
                _ => Skip(ref reader, request),
            };
        }

        return request;
    }

    private static GraphQLRequest Skip(ref Utf8JsonReader reader, GraphQLRequest request)
    {
        reader.Read();
        reader.Skip();
        return request;
    }

    private static ReadOnlyMemory<byte> Bytes(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new GraphQLException(RequestErrors.WrongMember(member, "a string"));
        }

        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.ToArray();
        }

        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsMemory(0, reader.CopyString(unescaped));
    }

    private static string? Text(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => throw new GraphQLException(RequestErrors.WrongMember(member, "a string")),
        };
    }

    private static JsonElement? Object(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.StartObject => JsonElement.ParseValue(ref reader),
            JsonTokenType.StartArray when member == "variables" => JsonElement.ParseValue(ref reader),
            _ => throw new GraphQLException(RequestErrors.WrongMember(member, "an object")),
        };
    }

    private static bool OnError(ref Utf8JsonReader reader) => Text(ref reader, "onError") switch
    {
        null or "PROPAGATE" => false,
        "NULL" => true,
        _ => throw new GraphQLException(RequestErrors.WrongMember("onError", "PROPAGATE or NULL")),
    };
}
