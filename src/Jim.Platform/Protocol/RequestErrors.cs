using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.Platform.Protocol;

/// <summary>The errors of a request as a whole, with the codes of HotChocolate where it has them.</summary>
public static class RequestErrors
{
    public static GraphQLError InvalidJson() => new("Invalid JSON document.") { Code = "HC0012" };

    public static GraphQLError NotAnObject() => new("The request must be a JSON object with a `query`.") { Code = "HC0012" };

    public static GraphQLError WrongMember(string member, string takes) =>
        new($"The `{member}` of a request must be {takes}.") { Code = "HC0012" };

    public static GraphQLError NoDocument() => new("Request must contain either a query or a document id.") { Code = "HC0012" };

    public static GraphQLError TooLarge(long bytesMax) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The request is larger than {bytesMax} bytes."))
        {
            Code = "HC0010", Extensions = [new("bytesMax", bytesMax)],
        };

    public static GraphQLError TooManyRequests() => new("Too many operations in a short time. Send fewer, or wait a moment.")
    {
        Code = "JIM_RATE_LIMITED", Extensions = [new("retryAfter", 1)],
    };

    public static GraphQLError BatchingOff() => new("Invalid GraphQL Request. Batches are not allowed here.") { Code = "HC0009" };

    public static GraphQLError BatchTooLarge(int most) => new($"The batch size exceeds the maximum allowed batch size of {most}.")
    {
        Code = "HC0009", Extensions = [new("batchMax", most)],
    };

    public static GraphQLError BatchEmpty() => new("The GraphQL batch request has no elements.") { Code = "HC0009" };

    public static GraphQLError KindNotAllowed() => new("The specified operation kind is not allowed.") { Code = "HC0009" };

    public static GraphQLError Timeout(TimeSpan limit) =>
        new($"The request exceeded the configured timeout of `{limit:c}`.") { Code = "HC0045" };

    public static GraphQLError ResponseTooLarge(int bytesMax) => new("The response is too large. Ask for fewer rows or fields.")
    {
        Code = "JIM_RESPONSE_TOO_LARGE", Extensions = [new("bytesMax", bytesMax)],
    };

    public static GraphQLError Unexpected(string requestId) => new("Unexpected Execution Error")
    {
        Code = "INTERNAL", Extensions = [new("requestId", requestId)],
    };

    public static GraphQLError NotQueueable() =>
        new("Only a signed-in caller can queue a mutation; @queued does not go with uploads or subscriptions.")
        {
            Code = "JIM_NOT_QUEUEABLE",
        };

    /// <param name="result">The payloads with their typed errors.</param>
    public static GraphQLError MutationRefused(JsonElement result) => new("The mutation was refused; `result` holds its typed errors.")
    {
        Code = "JIM_MUTATION_REFUSED", Extensions = [new("result", result)],
    };

    public static GraphQLError Untracked(string table) => new(
        $"Changes of `{table}` are not logged, so it cannot be a live query. Run `select jim.track('{table}')` as its owner.")
    {
        Code = "JIM_UNTRACKED",
    };

    public static GraphQLError UnknownCursor() =>
        new("The `cursor` of the extensions was not given by this server. Send the request without it.") { Code = "JIM_CURSOR" };
}
