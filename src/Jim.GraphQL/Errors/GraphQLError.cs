using System.Collections.Immutable;

namespace Jim.GraphQL.Errors;

/// <summary>
/// One entry of a response's <c>errors</c> (spec 7.1.6). Always a value; made by the factory of the room that owns the code.
/// </summary>
/// <param name="Message">Plain English for the developer of the client; never holds database text or another user's value.</param>
public sealed record GraphQLError(string Message)
{
    /// <summary>The machine-readable code, written first into <c>extensions.code</c>; null for most validation errors.</summary>
    public string? Code { get; init; }

    /// <summary>Places in the request's document, as the response tells them; empty: the error has none.</summary>
    public ImmutableArray<SourceLocation> Locations { get; init; } = [];

    /// <summary>Response path: strings are keys, integers are list positions. Empty: the whole request.</summary>
    public ImmutableArray<object> Path { get; init; } = [];

    /// <summary>Further members of <c>extensions</c>; values are JSON-like (string, number, bool, null, lists of these).</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Extensions { get; init; } = [];

    /// <summary>The validation rule that reported it (graphql-js name, as <c>ScalarLeafsRule</c>), for tests and logs; not sent.</summary>
    public string? Rule { get; init; }
}
