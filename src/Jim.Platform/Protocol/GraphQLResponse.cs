using System.Buffers;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Protocol;

/// <summary>One answer, which a transport writes. Dispose it to return its buffer.</summary>
public sealed record GraphQLResponse : IDisposable
{
    private static readonly ReadOnlyMemory<byte> NullData = "null"u8.ToArray();

    public required ResponseOutcome Outcome { get; init; }

    public IReadOnlyList<GraphQLError> Errors { get; init; } = [];

    /// <summary>The code of the first typed error inside <c>data</c>, for telemetry; null: there is none.</summary>
    public string? TypedErrorCode { get; init; }

    /// <summary>The JSON of <c>data</c>; null where the request did not get to execution (then <c>data</c> is absent).</summary>
    public JsonBuffer? Data { get; init; }

    /// <summary>The JSON of <c>data</c> in bytes that the cache owns; used when <see cref="Data"/> is null.</summary>
    public ReadOnlyMemory<byte> CachedData { get; init; }

    /// <summary>The position for <c>extensions.cursor</c>; null: none.</summary>
    public string? Cursor { get; init; }

    /// <summary>The text of <c>pg_current_snapshot()</c> that the data was read in; null: none was.</summary>
    public string? PgSnapshotText { get; init; }

    /// <summary>For how long the query's statement held a connection; zero: there was none, or it is not known.</summary>
    public TimeSpan DatabaseTime { get; init; }

    /// <summary>
    /// For an answer of a live query that is slow: how far apart its runs are at least. Zero: it runs when something changes.
    /// </summary>
    public TimeSpan LiveInterval { get; init; }

    /// <summary>The JSON Patch (RFC 6902) that makes this answer's data of the last one's: <c>extensions.patch</c>; empty: it is whole.</summary>
    public ReadOnlyMemory<byte> Patch { get; init; }

    /// <summary>How many patches there were since the last whole answer: <c>extensions.revision</c>; null: none is to be expected.</summary>
    public int? Revision { get; init; }

    /// <summary>Something was committed, or may have been: the request must not be run a second time.</summary>
    public bool HasEffect { get; init; }

    /// <summary>What an earlier request with the same <c>Idempotency-Key</c> was answered; nothing was run for this one.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The JSON of <c>extensions.explain</c>; empty: the operation was not to be explained.</summary>
    public ReadOnlyMemory<byte> Explanation { get; init; }

    /// <summary>For a queued mutation: <c>extensions.job</c>.</summary>
    public QueuedJob? Job { get; init; }

    /// <summary>The hash that the request's text is now known by: <c>extensions.persistedQuery</c>.</summary>
    public string? PersistedHash { get; init; }

    /// <summary>Null: the answer had nothing to do with the cache.</summary>
    public bool? CacheHit { get; init; }

    /// <summary>What of an answer in parts is announced and delivered with this one; null: the answer is whole.</summary>
    public IncrementalBatch? Batch { get; init; }

    /// <summary>The request of a batch that it answers; null: there is no batch.</summary>
    public int? RequestIndex { get; init; }

    /// <summary>The set of variables that it answers; null: there is one only.</summary>
    public int? VariableIndex { get; init; }

    public bool HasData => Data is not null || !CachedData.IsEmpty;

    public ReadOnlySpan<byte> DataBytes => DataMemory.Span;

    public ReadOnlyMemory<byte> DataMemory => Data?.WrittenMemory ?? CachedData;

    /// <summary>
    /// The bytes of the member <c>data</c> as it is sent; empty: there is none. A queued mutation has no data yet, which is null.
    /// </summary>
    public ReadOnlyMemory<byte> MapData => HasData ? DataMemory : Outcome == ResponseOutcome.Queued ? NullData : default;

    public static GraphQLResponse Refused(ResponseOutcome outcome, params IReadOnlyList<GraphQLError> errors) =>
        new() { Outcome = outcome, Errors = errors };

    /// <summary>A mutation that waits for a worker as this job.</summary>
    public static GraphQLResponse Stored(Guid job) =>
        new() { Outcome = ResponseOutcome.Queued, Job = new QueuedJob(job, "QUEUED"), HasEffect = true };

    public static GraphQLResponse Refused(RequestError error) => Refused(error.Outcome, error.Error);

    /// <summary>A sound request whose sender wanted to know its cost only.</summary>
    public static GraphQLResponse NotExecuted() => new() { Outcome = ResponseOutcome.Executed };

    /// <summary>Writes the response map (spec 7.1) as UTF-8 JSON.</summary>
    /// <param name="cost">Told as <c>extensions.operationCost</c>; null: not asked for.</param>
    /// <param name="format">How parts are told, where the answer comes in parts.</param>
    public void Write(
        IBufferWriter<byte> output, OperationCost? cost = null, IncrementalFormat format = IncrementalFormat.V02)
    {
        using var extensions = ResponseExtensions.Write(this, cost);
        ResponseWriter.Write(output, ToMap(extensions.WrittenSpan, format));
    }

    /// <summary>
    /// The same without the bytes of <see cref="MapData"/>, for a transport that sends them from their own buffer: they belong at the
    /// returned place.
    /// </summary>
    /// <param name="output">Must be empty.</param>
    public int WriteAround(JsonBuffer output, OperationCost? cost)
    {
        using var extensions = ResponseExtensions.Write(this, cost);
        return ResponseWriter.WriteAround(output, ToMap(extensions.WrittenSpan, IncrementalFormat.V02));
    }

    public void Dispose() => Data?.Dispose();

    private ResponseMap ToMap(ReadOnlySpan<byte> extensions, IncrementalFormat format) => new()
    {
        RequestIndex = RequestIndex,
        VariableIndex = VariableIndex,
        Errors = Errors,
        HasData = !MapData.IsEmpty,
        Data = MapData.Span,
        Extensions = extensions,
        Batch = Batch,
        Format = format,
    };
}

/// <summary>A job as the answer to its mutation tells it.</summary>
public sealed record QueuedJob(Guid Id, string State);
