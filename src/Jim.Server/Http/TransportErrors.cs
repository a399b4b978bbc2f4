using Jim.GraphQL.Errors;

namespace Jim.Server.Http;

/// <summary>Errors of HTTP itself: headers, media types, methods.</summary>
public static class TransportErrors
{
    public static GraphQLError UnreadableAccept(string value) => new($"Unable to parse the accept header value `{Short(value)}`.")
    {
        Code = "HC0064", Extensions = [new("headerValue", Short(value))],
    };

    public static GraphQLError NothingAcceptable() => new("None of the `Accept` header values is supported.") { Code = "HC0063" };

    public static GraphQLError UnknownContentType() =>
        new("The content type is not supported. Send application/json, or multipart/form-data for uploads.") { Code = "JIM_CONTENT_TYPE" };

    public static GraphQLError PreflightNeeded() => new(
        "This request needs a header that makes browsers ask first: GraphQL-Preflight: 1, Apollo-Require-Preflight or X-Requested-With.")
    {
        Code = "HC0077",
    };

    public static GraphQLError TokenRefused(string code, string description) => new(description) { Code = code };

    private static string Short(string value) => value.Length > 100 ? value[..100] : value;
}
