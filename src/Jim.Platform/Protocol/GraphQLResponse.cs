using Jim.GraphQL.Errors;
using Jim.GraphQL.Json;
using Jim.GraphQL.Responses;

namespace Jim.Platform.Protocol;

/// <summary>One answer. Transports turn it into bytes; dispose it to return its buffer.</summary>
public sealed class GraphQLResponse : IDisposable
{
    public required ResponseOutcome Outcome { get; init; }

    public IReadOnlyList<GraphQLError> Errors { get; init; } = [];

    /// <summary>The JSON of <c>data</c>; null where the request did not get to execution (then <c>data</c> is absent).</summary>
    public JsonBuffer? Data { get; init; }

    /// <summary><see cref="Data"/> as bytes that somebody else owns (a kept answer); used when <see cref="Data"/> is null.</summary>
    public ReadOnlyMemory<byte> KeptData { get; init; }

    /// <summary>The position for <c>extensions.cursor</c>; null: none.</summary>
    public string? Cursor { get; init; }

    /// <summary>The text of <c>pg_current_snapshot()</c> that the data was read in; null: none was.</summary>
    public string? PgSnapshotText { get; init; }

    /// <summary>For a queued mutation: <c>extensions.job</c>.</summary>
    public QueuedJob? Job { get; init; }

    /// <summary>The hash that the request's text is now known by: <c>extensions.persistedQuery</c>.</summary>
    public string? PersistedHash { get; internal set; }

    /// <summary>Null: the answer had nothing to do with the cache.</summary>
    public bool? CacheHit { get; init; }

    /// <summary>What of an answer in parts is announced and delivered with this one; null: the answer is whole.</summary>
    public IncrementalBatch? Batch { get; set; }

    /// <summary>The request of a batch that it answers; null: there is no batch.</summary>
    public int? RequestIndex { get; set; }

    /// <summary>The set of variables that it answers; null: there is one only.</summary>
    public int? VariableIndex { get; set; }

    public bool HasData => Data is not null || !KeptData.IsEmpty;

    public ReadOnlySpan<byte> DataBytes => DataMemory.Span;

    public ReadOnlyMemory<byte> DataMemory => Data?.WrittenMemory ?? KeptData;

    public static GraphQLResponse Refused(ResponseOutcome outcome, params IReadOnlyList<GraphQLError> errors) =>
        new() { Outcome = outcome, Errors = errors };

    /// <summary>A sound request whose sender wanted to know its cost only.</summary>
    public static GraphQLResponse NotExecuted() => new() { Outcome = ResponseOutcome.Executed };

    public void Dispose() => Data?.Dispose();
}

/// <summary>A job as the answer to its mutation tells it.</summary>
public sealed record QueuedJob(Guid Id, string State);

/// <summary>How far a request got; each transport has a status for each.</summary>
public enum ResponseOutcome
{
    /// <summary>Executed, with or without field errors.</summary>
    Executed,

    /// <summary>Stored as a job, to be run by a worker.</summary>
    Queued,

    /// <summary>Not a GraphQL request: malformed JSON, wrong members.</summary>
    Malformed,

    /// <summary>Syntax, validation, operation choice or variables; a text or id that may not run.</summary>
    Invalid,

    /// <summary>
    /// The text of a hash is not known here: the client is to send it. 200 in every format, as a step of the protocol that clients
    /// (Apollo's for Kotlin and iOS drop the body of a 400) must not take for a failure.
    /// </summary>
    NotPersisted,

    /// <summary>The kind of operation does not go by this method or format.</summary>
    KindNotAllowed,

    /// <summary>The caller may not: no token where one is needed.</summary>
    Unauthorized,

    /// <summary>The caller is known and may not.</summary>
    Forbidden,

    /// <summary>What the address names is not there.</summary>
    NotFound,

    /// <summary>The client takes no format that Jim writes.</summary>
    NotAcceptable,

    /// <summary>The body is of a type that no transport reads.</summary>
    UnsupportedMedia,

    /// <summary>Larger than a limit.</summary>
    TooLarge,

    /// <summary>Took too long, or failed in a way that is ours.</summary>
    Failed,

    /// <summary>The caller sends more than it may; a moment later it may again.</summary>
    TooManyRequests,

    /// <summary>Try again later: the database is away, or too much is going on.</summary>
    Unavailable,

    /// <summary>No room for the bytes of an upload.</summary>
    OutOfSpace,
}
