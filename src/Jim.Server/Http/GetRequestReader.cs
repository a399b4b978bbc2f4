using System.Text;
using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>Reads a request from a query string (GraphQL over HTTP 5.2): variables and extensions are JSON texts.</summary>
public static class GetRequestReader
{
    public static GraphQLRequest Read(IQueryCollection query) => new()
    {
        Query = Encoding.UTF8.GetBytes(query["query"].ToString()),
        DocumentId = query["id"].FirstOrDefault() ?? query["documentId"].FirstOrDefault(),
        OperationName = query["operationName"].FirstOrDefault() is { Length: > 0 } name ? name : null,
        Variables = Json(query["variables"].FirstOrDefault(), "variables"),
        Extensions = Json(query["extensions"].FirstOrDefault(), "extensions"),
    };

    private static JsonElement? Json(string? text, string member)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object when member == "extensions" && !JsonText.IsSound(document.RootElement) => throw new JsonException(),
                JsonValueKind.Object => document.RootElement.Clone(),
                JsonValueKind.Null => null,
                _ => throw RequestErrors.WrongMember(member, "an object").ToException(),
            };
        }
        catch (JsonException)
        {
            throw RequestErrors.InvalidJson().ToException();
        }
    }
}
