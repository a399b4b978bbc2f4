namespace Jim.Server.Http;

/// <summary>How an answer is written, chosen by <c>Accept</c> (GraphQL over HTTP 6.2; HotChocolate's table).</summary>
public enum ResponseFormat
{
    /// <summary><c>application/graphql-response+json</c>: status codes tell request errors.</summary>
    GraphQLResponse,

    /// <summary><c>application/json</c>: legacy, 200 for every well-formed request.</summary>
    Json,

    /// <summary><c>text/event-stream</c>.</summary>
    EventStream,

    /// <summary><c>multipart/mixed</c>.</summary>
    Multipart,

    /// <summary><c>application/jsonl</c> or <c>application/graphql-response+jsonl</c>: one answer a line.</summary>
    JsonLines,
}
