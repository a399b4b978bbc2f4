using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Responses;

/// <summary>
/// One response (spec 7.1), or one result of a response that is given in parts or belongs to a batch. Members that are not set are not
/// written.
/// </summary>
public readonly ref struct ResponseMap
{
    /// <summary>A response with nothing set.</summary>
    public ResponseMap()
    {
    }

    /// <summary>Which request of a batch it answers, from 0.</summary>
    public int? RequestIndex { get; init; }

    /// <summary>Which of several sets of variables it answers, from 0.</summary>
    public int? VariableIndex { get; init; }

    /// <summary>The <c>errors</c> (spec 7.1.6); empty: the member is not written.</summary>
    public IReadOnlyCollection<GraphQLError> Errors { get; init; } = [];

    /// <summary>False for a request error, and for a later part: there is no <c>data</c> then.</summary>
    public bool HasData { get; init; }

    /// <summary>The JSON of <c>data</c>: an object or null.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The JSON object of <c>extensions</c>; empty: none.</summary>
    public ReadOnlySpan<byte> Extensions { get; init; }

    /// <summary>What is announced and delivered besides <see cref="Data"/>; null: the response is whole.</summary>
    public IncrementalBatch? Batch { get; init; }

    /// <summary>Which format of incremental delivery <see cref="Batch"/> is written in.</summary>
    public IncrementalFormat Format { get; init; }
}
