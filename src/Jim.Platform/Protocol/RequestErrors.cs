using System.Globalization;
using System.Text.Json;

namespace Jim.Platform.Protocol;

/// <summary>The errors of a request as a whole.</summary>
public static class RequestErrors
{
    private const string NotAllowed = "The specified operation kind is not allowed."; // HotChocolate's words

    public static RequestError InvalidJson() => ErrorTable.InvalidRequest.Create("Invalid JSON document.");

    public static RequestError NotAnObject() => ErrorTable.InvalidRequest.Create("The request must be a JSON object with a `query`.");

    public static RequestError WrongMember(string member, string takes) =>
        ErrorTable.InvalidRequest.Create($"The `{member}` of a request must be {takes}.");

    public static RequestError NoDocument() =>
        ErrorTable.InvalidRequest.Create("Request must contain either a query or a document id.");

    public static RequestError TooLarge(long bytesMax) => ErrorTable.BodyTooLarge.Create(
        string.Create(CultureInfo.InvariantCulture, $"The request is larger than {bytesMax} bytes."), ("bytesMax", bytesMax));

    public static RequestError PlaceNotFilled() => ErrorTable.PathUnknown.Create(
        "Invalid variable path in `map`: no variable of the operation takes a file there.");

    public static RequestError TooManyRequests() => ErrorTable.RateLimited.Create(
        "Too many operations in a short time. Send fewer, or wait a moment.", ("retryAfter", 1));

    /// <param name="wait">Until the next operation may run.</param>
    public static RequestError TooMuchDatabaseTime(TimeSpan wait) => ErrorTable.RateLimited.Create(
        "Your operations have kept the database busy for longer than allowed. Wait, or send cheaper ones.",
        ("retryAfter", (int)Math.Ceiling(wait.TotalSeconds)));

    public static RequestError BatchingOff() =>
        ErrorTable.BatchRefused.Create("Invalid GraphQL Request. Batches are not allowed here.");

    public static RequestError BatchTooLarge(int most) => ErrorTable.BatchRefused.Create(
        $"The batch size exceeds the maximum allowed batch size of {most}.", ("batchMax", most));

    public static RequestError BatchEmpty() => ErrorTable.BatchRefused.Create("The GraphQL batch request has no elements.");

    public static RequestError KindNotAllowed() => ErrorTable.OperationKindRefused.Create(NotAllowed);

    public static RequestError MutationByGet() => ErrorTable.MutationByGetRefused.Create(NotAllowed);

    public static RequestError Timeout(TimeSpan limit) =>
        ErrorTable.Timeout.Create($"The request exceeded the configured timeout of `{limit:c}`.");

    public static RequestError ResponseTooLarge(int bytesMax) => ErrorTable.ResponseTooLarge.Create(
        "The response is too large. Ask for fewer rows or fields.", ("bytesMax", bytesMax));

    /// <param name="requestId">The id under which the server's log tells what has happened.</param>
    public static RequestError Unexpected(string requestId) =>
        ErrorTable.Unexpected.Create("Unexpected Execution Error", ("requestId", requestId));

    public static RequestError NotQueueable() => ErrorTable.NotQueueable.Create(
        "Only a signed-in caller can queue a mutation; @queued does not go with uploads, webhooks or subscriptions.");

    public static RequestError RunAtOutOfTime() =>
        ErrorTable.NotQueueable.Create("The `runAt` of @queued must lie within the years 1 to 9999.");

    public static RequestError WaitInvalid() => ErrorTable.WaitRefused.Create(
        "Jim-Wait or extensions.wait takes a whole number of seconds, as 10.");

    /// <param name="lengthMax">In characters.</param>
    public static RequestError IdempotencyKeyInvalid(int lengthMax) => ErrorTable.IdempotencyKeyRefused.Create(
        string.Create(CultureInfo.InvariantCulture, $"An Idempotency-Key has 1 to {lengthMax} visible ASCII characters."));

    public static RequestError IdempotencyNeedsUser() => ErrorTable.IdempotencyKeyRefused.Create(
        "Only a signed-in caller can send an Idempotency-Key: keys belong to users.");

    public static RequestError IdempotentAnswerTooLarge(int bytesMax) => ErrorTable.IdempotencyKeyRefused.Create(
        string.Create(CultureInfo.InvariantCulture, $"The answer is larger than the {bytesMax} bytes that are kept for a key. ")
        + "Nothing was written. Select less of what was written, or leave out the key.");

    public static RequestError IdempotencyMismatch() => ErrorTable.IdempotencyMismatch.Create(
        "This Idempotency-Key was used for another request in the last 24 hours. Nothing was run.");

    /// <param name="result">The payloads with their typed errors, as far as the mutation selected them.</param>
    /// <param name="reasons">The typed errors, whatever it selected.</param>
    public static RequestError MutationRefused(JsonElement result, IEnumerable<GraphQLError> reasons) => ErrorTable.MutationRefused.Create(
        "The mutation was refused; `result` holds its typed errors.", ("result", result),
        ("errors", reasons.Select(e => new Dictionary<string, string?> { ["code"] = e.Code, ["message"] = e.Message }).ToArray()));

    public static RequestError Untracked(string table) => ErrorTable.Untracked.Create(
        $"Not all changes of `{table}` are logged, so it cannot be a live query. Run `./jim migrate` as its owner, "
        + "or give the keeper `DATABASE_OWNER_URL`; `./jim doctor` says more.");

    public static RequestError ExplainNotAllowed() => ErrorTable.ExplainNotAllowed.Create(
        "Only administrators may have operations explained here. Send a token of one, or leave out the header Jim-Explain.");

    public static RequestError ExplainUnknown() => ErrorTable.NotExplained.Create("The header Jim-Explain takes `sql` or `plan`.");

    public static RequestError MutationNotExplained() =>
        ErrorTable.NotExplained.Create("Mutations are not explained; this one was not run. Leave out the header Jim-Explain to run it.");

    public static RequestError BatchNotExplained() =>
        ErrorTable.NotExplained.Create("Batches and uploads are not explained. Send one query by itself.");

    public static RequestError UnknownCursor() => ErrorTable.CursorUnknown.Create(
        "The `cursor` of the extensions was not given by this server. Send the request without it.");
}
