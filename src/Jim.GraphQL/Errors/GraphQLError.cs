namespace Jim.GraphQL.Errors;

/// <summary>
/// One entry of a response's <c>errors</c> (spec 7.1.6). Each is created in the errors class of the namespace that defines its code, such
/// as <c>ValidationErrors</c>.
/// </summary>
/// <param name="Message">Plain English for the developer of the client; never holds database text or another user's value.</param>
public sealed record GraphQLError(string Message)
{
    /// <summary>The machine-readable code, written first into <c>extensions.code</c>; null for most validation errors.</summary>
    public string? Code { get; init; }

    /// <summary>The locations in the document of the request; empty when the error has none.</summary>
    public ImmutableArray<SourceLocation> Locations { get; init; } = [];

    /// <summary>
    /// The path in the response: strings are keys, integers are list positions. Empty when the error concerns the whole request.
    /// </summary>
    public ImmutableArray<object> Path { get; init; } = [];

    /// <summary>Further members of <c>extensions</c>. Values are strings, numbers, booleans, null, or lists of these.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Extensions { get; init; } = [];

    /// <summary>
    /// The validation rule that reported the error, by its name in graphql-js such as <c>ScalarLeafsRule</c>. For tests and logs; not sent
    /// to clients.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>The failure that the error comes of, for the log; null: there is none. Not sent to clients.</summary>
    public Exception? Exception { get; init; }
}
