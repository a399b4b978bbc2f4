namespace Jim.GraphQL.Responses;

/// <summary>
/// One response (spec 7.1), or one result when a response is delivered in parts or answers a batch of requests. Members that are not set
/// are not written.
/// </summary>
public readonly ref struct ResponseMap
{
    /// <summary>A response with nothing set.</summary>
    public ResponseMap()
    {
    }

    /// <summary>The position in the batch of the request that it answers, from 0; null: not part of a batch.</summary>
    public int? RequestIndex { get; init; }

    /// <summary>The position of the set of variables that it answers, from 0; null: the request has a single set.</summary>
    public int? VariableIndex { get; init; }

    /// <summary>The <c>errors</c> (spec 7.1.6). When empty, the member is not written.</summary>
    public IReadOnlyCollection<GraphQLError> Errors { get; init; } = [];

    /// <summary>Whether there is <c>data</c>. False for a request error and for later results.</summary>
    public bool HasData { get; init; }

    /// <summary>The JSON of <c>data</c>: an object or null.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The JSON object of <c>extensions</c>; empty: none.</summary>
    public ReadOnlySpan<byte> Extensions { get; init; }

    /// <summary>
    /// The parts that are announced, delivered and ended besides <see cref="Data"/>; null when the response is not delivered in parts.
    /// </summary>
    public IncrementalBatch? Batch { get; init; }

    /// <summary>The format of incremental delivery in which <see cref="Batch"/> is written.</summary>
    public IncrementalFormat Format { get; init; }
}
