using System.Text.Json;

namespace Jim.Platform.Protocol;

/// <summary>
/// One GraphQL request as every transport hands it over (GraphQL over HTTP, graphql-transport-ws, SSE, multipart, a queued job).
/// </summary>
public sealed record GraphQLRequest
{
    /// <summary>The document's UTF-8 text; empty when only an id was given.</summary>
    public ReadOnlyMemory<byte> Query { get; init; }

    /// <summary>Id of a trusted operation (<c>id</c>, <c>documentId</c>).</summary>
    public string? DocumentId { get; init; }

    public string? OperationName { get; init; }

    /// <summary>An object, or null when absent.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>An object, or null when absent.</summary>
    public JsonElement? Extensions { get; init; }

    /// <summary><c>onError: NULL</c>: a failing non-null field does not take its parent with it.</summary>
    public bool ErrorsWithoutPropagation { get; init; }

    /// <summary>
    /// True for a queued mutation that a worker runs: the allow-list and the rate of its sender were checked when it was queued.
    /// </summary>
    public bool Admitted { get; init; }

    /// <summary>True for a subscription that begins anew in the same place, because its subscriber's rights are others now.</summary>
    public bool IsRestarted { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>; null: there was none, or the transport has no headers.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The header <c>Jim-Wait</c>: how long the answer waits for the job of a queued mutation; null: there was none.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The header <c>Jim-Read: primary</c>: the answer of a query comes from no replica and no cache.</summary>
    public bool ReadsPrimary { get; init; }

    /// <summary>True where <see cref="Query"/> is the text of a trusted operation that was asked for by its id or hash.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>What is told in place of the answer. The transport has made sure that the caller may know it.</summary>
    public ExplainMode Explain { get; init; }

    /// <summary>
    /// Values to put in place of nulls of the variables, by path as <c>variables.input.file</c> (uploads of a multipart request).
    /// </summary>
    public IReadOnlyDictionary<string, object> Uploads { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Its place in a batch of requests, from 0; null: the body holds one.</summary>
    public int? RequestIndex { get; init; }

    /// <summary>The place of its variables in a list of them, from 0; null: there is one set.</summary>
    public int? VariableIndex { get; init; }
}

/// <summary>A value of <see cref="GraphQLRequest.Uploads"/>.</summary>
public interface IUploadedContent
{
    /// <summary>The SHA-256 of the bytes; null: they have not arrived.</summary>
    byte[]? Sha256 { get; }
}

/// <summary>All that one body asks.</summary>
/// <param name="Requests">At least one; a request with a list of variables stands here once for each set.</param>
/// <param name="IsBatch">False: one request, answered alone.</param>
public sealed record GraphQLRequests(IReadOnlyList<GraphQLRequest> Requests, bool IsBatch);
