namespace Jim.Platform.Protocol;

/// <summary>How far a request got. Each transport says it in its own way, HTTP by a status.</summary>
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

    /// <summary>The kind of operation has no place in this format: a subscription has several answers.</summary>
    KindNotAllowed,

    /// <summary>A mutation came by GET, which must change nothing.</summary>
    MethodNotAllowed,

    /// <summary>The caller may not: no token where one is needed.</summary>
    Unauthorized,

    /// <summary>The caller is known and may not.</summary>
    Forbidden,

    /// <summary>What the address names is not there.</summary>
    NotFound,

    /// <summary>The request is for a host for which this server does not answer.</summary>
    Misdirected,

    /// <summary>The address is for another protocol, as WebSocket.</summary>
    UpgradeRequired,

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

    /// <summary>What the address names has changed since the version that the client names.</summary>
    Stale,

    /// <summary>What the address names was lost, and will not come back.</summary>
    Gone,

    /// <summary>It contradicts an earlier request under the same key.</summary>
    Conflict,
}
