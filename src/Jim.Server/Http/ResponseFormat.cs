using Jim.GraphQL.Responses;

namespace Jim.Server.Http;

/// <summary>
/// How an answer is written, chosen by <c>Accept</c> (GraphQL over HTTP 6.2; HotChocolate's table). The order is that of preference
/// among formats that a client likes equally.
/// </summary>
public enum ResponseFormat
{
    /// <summary><c>application/graphql-response+json</c>: the status code tells of request errors.</summary>
    GraphQLResponse,

    /// <summary><c>application/json</c>: the older format, with 200 for every well-formed request.</summary>
    Json,

    /// <summary><c>multipart/mixed</c>: a part for each result.</summary>
    Multipart,

    /// <summary><c>text/event-stream</c>: server-sent events, one for each result.</summary>
    EventStream,

    /// <summary><c>application/graphql-response+jsonl</c>: one result a line.</summary>
    GraphQLResponseLines,

    /// <summary><c>application/jsonl</c>: the same under its older name.</summary>
    JsonLines,
}

/// <summary>A format that a client takes, with the version of incremental delivery that it understands.</summary>
public readonly record struct AcceptedFormat(ResponseFormat Format, IncrementalFormat Parts = IncrementalFormat.V02)
{
    /// <summary>True for a format that carries any number of results.</summary>
    public bool IsStream => Format >= ResponseFormat.Multipart;
}
