namespace Jim.Platform.Protocol;

/// <summary>
/// A code that errors carry in <c>extensions.code</c>. What HTTP status it has follows from the outcome. All codes stand in
/// <see cref="ErrorTable"/>.
/// </summary>
/// <param name="Code"><c>HC…</c> and <c>AUTH_…</c> are the codes of HotChocolate; all others are Jim's.</param>
/// <param name="Outcome">
/// How far a request got that is refused with this code; <see cref="ResponseOutcome.Executed"/> for a code that only the errors of fields,
/// of typed payloads and of jobs carry.
/// </param>
/// <param name="Meaning">What has happened, as one English sentence for whoever reads the table.</param>
public sealed record ErrorCode(string Code, ResponseOutcome Outcome, string Meaning)
{
    /// <summary>What becomes of the same request later. Follows from the outcome where the table says nothing else.</summary>
    public LaterTry LaterTry { get; init; } =
        Outcome is ResponseOutcome.Unavailable or ResponseOutcome.TooManyRequests or ResponseOutcome.OutOfSpace
            ? LaterTry.PassesByWaiting
            : LaterTry.Fails;

    /// <param name="message">Plain English for the developer of the client.</param>
    /// <param name="extensions">Further members of the error's <c>extensions</c>.</param>
    public RequestError Create(string message, params ImmutableArray<(string Name, object? Value)> extensions) => new(
        new GraphQLError(message) { Code = Code, Extensions = [.. extensions.Select(e => KeyValuePair.Create(e.Name, e.Value))] },
        Outcome);
}

/// <summary>An error that refuses a whole request, with how far that request got.</summary>
/// <param name="Error">As it goes into the answer.</param>
/// <param name="Outcome">Each transport says it in its own way, HTTP by a status.</param>
public sealed record RequestError(GraphQLError Error, ResponseOutcome Outcome)
{
    /// <summary>For places that cannot return it. The exception does not carry the outcome, which <see cref="ErrorTable"/> knows.</summary>
    public GraphQLException ToException() => new(Error);
}
