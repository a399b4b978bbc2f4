using System.Collections.Frozen;
using static Jim.Platform.Protocol.ResponseOutcome;

namespace Jim.Platform.Protocol;

/// <summary>
/// Every code that an error of Jim can carry, with how far a request got that is refused with it (and so its HTTP status) and what it
/// means. A code has two rows where HotChocolate uses it for two things. Beside these, an error may carry a SQLSTATE that a function of the
/// database raises and that Postgres does not have itself.
/// </summary>
public static class ErrorTable
{
    private static readonly List<ErrorCode> Rows =
    [
        // Documents, operations and variables (Jim.GraphQL)
        new("HC0014", Invalid, "The document does not follow the grammar or is larger than allowed."),
        new("HC0015", Invalid, "The operation to run cannot be chosen."),
        new("HC0001", Invalid, "A variable has a value that its type does not take."),
        new("HC0016", Invalid, "A value is not of the type that is expected."),
        new("HC0017", Invalid, "A variable is of a type that is no input type."),
        new("HC0018", Invalid, "A value is null or missing where the type is non-null."),
        new("HC0046", Invalid, "The caller may not introspect the schema."),
        new("HC0047", Invalid, "The operation costs more than allowed."),
        new("HC0086", Invalid, "An introspection query is nested deeper than allowed."),
        new("HC0107", Invalid, "Comparing the fields of the document would take longer than allowed."),
        new("JIM_DEPTH_EXCEEDED", Invalid, "The operation is nested deeper than allowed."),
        new("JIM_ROOT_FIELDS_EXCEEDED", Invalid, "The operation has more root fields than allowed."),
        new("JIM_ALIASES_EXCEEDED", Invalid, "The document has more aliases than allowed."),
        new("JIM_INITIAL_COUNT", Invalid, "A `@stream` asks for fewer than no items at first."),
        new("JIM_FRAGMENT_VISITS_EXCEEDED", Invalid, "Fragments refer to each other too often."),
        // Planning and running (Jim.Postgres)
        new("HC0026", Invalid, "A filter or an order holds a null where none is allowed."),
        new("HC0051", Invalid, "The page is larger than allowed."),
        new("HC0052", Invalid, "A page has both `first` and `last`."),
        new("HC0078", Invalid, "The cursor of a page cannot be read."),
        new("HC0079", Invalid, "The page has fewer than no rows."),
        new("HC0117", Invalid, "A filter has more operations than allowed."),
        new("JIM_SEARCH_WORDS", Invalid, "A search has more words than allowed."),
        new("JIM_PATTERN_TOO_LONG", Invalid, "A text to look for is longer than allowed."),
        new("JIM_ORDER_TERMS", Invalid, "An order has more columns than allowed."),
        new("JIM_NUL_CHARACTER", Invalid, "A text contains the character U+0000."),
        new("JIM_INVALID_TEXT", Invalid, "A text contains half of a surrogate pair."),
        new("JIM_NUMBER_TOO_LARGE", Invalid, "A number in JSON is too large or too long."),
        new("AUTH_NOT_AUTHORIZED", Invalid, "The caller has no right to what the statement reads or writes."),
        new("JIM_INVALID_VALUE", Invalid, "A value is not valid for its column."),
        new("JIM_CONFLICT", Invalid, "The operation met a concurrent one.") { LaterTry = LaterTry.PassesByWaiting },
        new("JIM_SCHEMA_CHANGED", Invalid, "The structure or the rights of the database have changed.")
        {
            LaterTry = LaterTry.PassesByWaiting,
        },
        new("JIM_NOT_READY", Invalid, "A materialized view that is read was never filled.") { LaterTry = LaterTry.PassesByWaiting },
        new("JIM_DATABASE_ERROR", Failed, "The database refused the statement for a reason that the server's log tells."),
        new("JIM_RAISED", Invalid, "A function or trigger of the database refused the statement by a RAISE without a SQLSTATE of its own."),
        new("JIM_DATABASE_UNAVAILABLE", Unavailable, "The database cannot be reached."),
        new("JIM_OVERLOADED", Unavailable, "Too many statements wait for a connection."),
        new("JIM_NO_TOTAL_ORDER", Executed, "A row has no cursor, because another one is equal to it in the order."),
        new("JIM_CURSOR_TOO_LARGE", Executed, "A row has no cursor, because what it is ordered by is too long."),
        new("JIM_AMBIGUOUS_KEY", Executed, "More than one row has the key by which one was asked for."),
        new("EXEC_INVALID_LEAF_VALUE", Executed, "A stored value has no form in the type of its field."),
        new("EXEC_LIST_TYPE_NOT_SUPPORTED", Executed, "A resolved value is not a list."),
        new("EXEC_UNABLE_TO_RESOLVE_ABSTRACT_TYPE", Executed, "The object type of a resolved value is not known."),
        new("JIM_ROLLED_BACK", Executed, "Another field of the same transaction failed."),
        new("JIM_NOT_FOUND", Executed, "There is no such row, or none that the caller may see."),
        new("JIM_STALE", Executed, "The row has changed since the version that was named."),
        new("JIM_UNIQUE", Executed, "A row with this value exists already."),
        new("JIM_FOREIGN_KEY", Executed, "A row that is pointed at does not exist, or is still pointed at."),
        new("JIM_CHECK", Executed, "A value is outside of what the table allows."),
        new("JIM_NOT_NULL", Executed, "A value is missing."),
        new("JIM_SKIPPED", Executed, "A trigger or rule of the table took a write and changed nothing."),
    ];

    // Reading a request
    public static readonly ErrorCode InvalidRequest = Add("HC0012", Malformed, "The request is not JSON, or has no usable members.");
    public static readonly ErrorCode BodyTooLarge = Add("HC0010", TooLarge, "The body is larger than allowed.");
    public static readonly ErrorCode BatchRefused = Add("HC0009", Malformed, "The batch is not allowed, empty or too long.");
    public static readonly ErrorCode OperationKindRefused = Add(
        "HC0009", KindNotAllowed, "This kind of operation cannot be answered in this format.");
    public static readonly ErrorCode MutationByGetRefused = Add("HC0009", MethodNotAllowed, "A mutation was sent by GET.");
    public static readonly ErrorCode ContentTypeUnknown = Add(
        "JIM_CONTENT_TYPE", UnsupportedMedia, "The body is of a type that Jim does not read.");
    public static readonly ErrorCode PreflightNeeded = Add(
        "HC0077", Malformed, "A header is missing that makes browsers ask before they send a request from another origin.");
    public static readonly ErrorCode AcceptUnreadable = Add("HC0064", Malformed, "The header Accept cannot be parsed.");
    public static readonly ErrorCode NothingAcceptable = Add("HC0063", NotAcceptable, "The client takes no format that Jim writes.");
    public static readonly ErrorCode HostNotAllowed = Add(
        "JIM_HOST_NOT_ALLOWED", Misdirected, "The request names a host for which this server does not answer.");
    public static readonly ErrorCode OriginNotAllowed = Add(
        "JIM_ORIGIN_NOT_ALLOWED", Forbidden, "A page of another origin asks for a WebSocket.");
    public static readonly ErrorCode UpgradeNeeded = Add(
        "JIM_UPGRADE_NEEDED", UpgradeRequired, "The address is for WebSockets, and the request asks for none.");
    public static readonly ErrorCode Stopping = Add("JIM_STOPPING", Unavailable, "A socket was asked of a server that is being stopped.");
    public static readonly ErrorCode HttpInvalid = Add(
        "JIM_HTTP_INVALID", Malformed, "The request does not follow HTTP, or its body ended early.");
    public static readonly ErrorCode RateLimited = Add(
        "JIM_RATE_LIMITED", TooManyRequests,
        "The caller has sent more operations than allowed in a short time, or kept the database busy for too long.");
    public static readonly ErrorCode SubscriptionsExceeded = Add(
        "JIM_TOO_MANY_SUBSCRIPTIONS", Unavailable, "The socket carries as many operations as it may.");
    public static readonly ErrorCode RightsChanged = Add(
        "JIM_RIGHTS_CHANGED", Invalid, "The token of the socket was renewed with other rights while an answer was sent.");

    public static readonly ErrorCode SocketsExceeded = Add(
        "JIM_TOO_MANY_SOCKETS", Unavailable, "The user or the address has as many sockets and streams open as it may.");

    // Multipart requests
    public static readonly ErrorCode FormUnreadable = Add("HC0033", Malformed, "The form is cut or broken.");
    public static readonly ErrorCode OperationsMissing = Add("HC0034", Malformed, "The form has no part `operations`.");
    public static readonly ErrorCode PartsMisordered = Add(
        "HC0035", Malformed, "The parts of the form are not in their order: operations, map, files.");
    public static readonly ErrorCode PathsMissing = Add("HC0037", Malformed, "A key of the map has no paths.");
    public static readonly ErrorCode FileMissing = Add("HC0038", Malformed, "The form lacks a file that the map names.");
    public static readonly ErrorCode PathUnknown = Add(
        "HC0041", Malformed, "A path of the map leads nowhere, or to a place that no variable of type `Upload` fills.");
    public static readonly ErrorCode PathOutsideVariables = Add("HC0042", Malformed, "A path of the map does not lead into the variables.");
    public static readonly ErrorCode MapInvalid = Add("HC0043", Malformed, "The map is not an object of lists of paths.");
    public static readonly ErrorCode MapMissing = Add("HC0044", Malformed, "The form has no part `map`.");
    public static readonly ErrorCode PlaceNotNull = Add("HC0115", Malformed, "The place of a file holds something else than null.");
    public static readonly ErrorCode FilesExceeded = Add("JIM_TOO_MANY_FILES", TooLarge, "The form carries more files than allowed.");
    public static readonly ErrorCode PlacesExceeded = Add("JIM_TOO_MANY_PLACES", TooLarge, "The map names more places than allowed.");

    // Downloads of the schema
    public static readonly ErrorCode SchemaForbidden = Add("HC0046", Forbidden, "The caller may not read the schema.");
    public static readonly ErrorCode TypesMissing = Add("HC0058", Malformed, "The list of types is empty.");
    public static readonly ErrorCode TypeNameInvalid = Add("HC0059", Malformed, "The text is not the name of a type.");
    public static readonly ErrorCode TypeUnknown = Add("HC0060", NotFound, "There is no such type, or none that the caller sees.");

    // Tokens
    public static readonly ErrorCode TokenMalformed = Add("JIM_TOKEN_MALFORMED", Unauthorized, "The header or the token cannot be read.");
    public static readonly ErrorCode TokenTooLong = Add("JIM_TOKEN_TOO_LONG", Unauthorized, "The token is longer than allowed.");
    public static readonly ErrorCode TokenEncrypted = Add("JIM_TOKEN_ENCRYPTED", Unauthorized, "The token is encrypted.");
    public static readonly ErrorCode TokenAlgorithm = Add(
        "JIM_TOKEN_ALGORITHM", Unauthorized, "The token is signed by an algorithm that is not accepted.");
    public static readonly ErrorCode TokenKeyUnknown = Add(
        "JIM_TOKEN_KEY_UNKNOWN", Unauthorized, "The issuer does not publish the key that signed the token.");
    public static readonly ErrorCode InvalidTokenSignature = Add(
        "JIM_TOKEN_SIGNATURE", Unauthorized, "The signature does not match the token.");
    public static readonly ErrorCode TokenIssuer = Add("JIM_TOKEN_ISSUER", Unauthorized, "The token is from another issuer.");
    public static readonly ErrorCode TokenAudience = Add("JIM_TOKEN_AUDIENCE", Unauthorized, "The token is for another audience.");
    public static readonly ErrorCode TokenKind = Add("JIM_TOKEN_KIND", Unauthorized, "The token is not an access token.");
    public static readonly ErrorCode TokenExpired = Add("JIM_TOKEN_EXPIRED", Unauthorized, "The token has expired.");
    public static readonly ErrorCode TokenRevoked = Add(
        "JIM_TOKEN_REVOKED", Unauthorized, "The session was logged out, or the rights of its user have changed since.");

    public static readonly ErrorCode TokenNotYetValid = Add("JIM_TOKEN_NOT_YET_VALID", Unauthorized, "The token is not valid yet.");
    public static readonly ErrorCode TokenSubject = Add("JIM_TOKEN_SUBJECT", Unauthorized, "The token names no subject.");
    public static readonly ErrorCode IssuerUnreachable = Add(
        "JIM_ISSUER_UNREACHABLE", Unavailable, "The keys of the issuer cannot be read now.");

    // Persisted operations
    public static readonly ErrorCode OperationUnknown = Add("HC0020", Invalid, "The id or hash names no operation that may run.");
    public static readonly ErrorCode HashUnknown = Add(
        "HC0020", NotPersisted, "The text of the hash is not known here; the client is to send it.");
    public static readonly ErrorCode OnlyPersisted = Add("HC0067", Invalid, "Only operations that the operator has let in may run.");
    public static readonly ErrorCode HashWrong = Add("JIM_PERSISTED_HASH", Invalid, "The hash is not that of the text.");
    public static readonly ErrorCode PersistedQueryInvalid = Add(
        "JIM_PERSISTED_QUERY", Invalid, "The extension `persistedQuery` cannot be used.");

    // Executing a request
    public static readonly ErrorCode Timeout = Add(
        "HC0045", Failed, "The operation took longer than allowed.", LaterTry.MaySucceed);
    public static readonly ErrorCode ResponseTooLarge = Add("JIM_RESPONSE_TOO_LARGE", Failed, "The response is larger than allowed.");
    public static readonly ErrorCode Unexpected = Add(
        "INTERNAL", Failed, "A fault of the server, which its log explains.", LaterTry.MaySucceed);
    public static readonly ErrorCode NotQueueable = Add("JIM_NOT_QUEUEABLE", Invalid, "The mutation cannot be stored as a job.");
    public static readonly ErrorCode WaitRefused = Add("JIM_WAIT", Malformed, "Jim-Wait or `extensions.wait` is no number of seconds.");
    public static readonly ErrorCode IdempotencyKeyRefused = Add(
        "JIM_IDEMPOTENCY_KEY", Invalid, "The Idempotency-Key cannot be used.");
    public static readonly ErrorCode IdempotencyMismatch = Add(
        "JIM_IDEMPOTENCY_MISMATCH", Conflict, "The Idempotency-Key belongs to another request.");
    public static readonly ErrorCode Untracked = Add("JIM_UNTRACKED", Invalid, "A table of a live query has no change log.");
    public static readonly ErrorCode CursorUnknown = Add(
        "JIM_CURSOR", Invalid, "The cursor of the extensions was not given by this server.");
    public static readonly ErrorCode MutationRefused = Add(
        "JIM_MUTATION_REFUSED", Executed, "A queued mutation was refused; its result holds the typed errors.");

    // Explaining one
    public static readonly ErrorCode ExplainNotAllowed = Add(
        "JIM_EXPLAIN_NOT_ALLOWED", Forbidden, "The caller may not have operations explained.");
    public static readonly ErrorCode NotExplained = Add("JIM_NOT_EXPLAINED", Invalid, "What was sent cannot be explained.");

    // Jobs
    public static readonly ErrorCode JobFailed = Add("JIM_JOB_FAILED", Executed, "A job failed unexpectedly.");
    public static readonly ErrorCode JobKindUnknown = Add("JIM_JOB_KIND", Executed, "No worker knows this kind of job.");
    public static readonly ErrorCode JobCrashed = Add("JIM_JOB_CRASHED", Executed, "The worker of a job was lost too often.");

    public static readonly ErrorCode JobCancelled = Add("JIM_JOB_CANCELLED", Executed, "A job was cancelled before it had an effect.");
    public static readonly ErrorCode JobNotOpen = Add(
        "JIM_JOB_NOT_OPEN", Executed, "There is no such mutation or command of the caller that waits or runs.");
    public static readonly ErrorCode JobNotDead = Add("JIM_JOB_NOT_DEAD", Executed, "There is no such job, or it is not dead or failed.");

    // Commands
    public static readonly ErrorCode CommandInput = Add("JIM_COMMAND_INPUT", Executed, "A command does not take its input.");

    // Webhooks
    public static readonly ErrorCode WebhookInvalid = Add("JIM_WEBHOOK", Executed, "A webhook cannot be made as it was asked for.");
    public static readonly ErrorCode WebhookFailed = Add(
        "JIM_WEBHOOK_FAILED", Executed, "A webhook did not take a change.", LaterTry.MaySucceed);
    public static readonly ErrorCode WebhookAddress = Add(
        "JIM_WEBHOOK_ADDRESS", Executed, "A webhook leads to an address that may not be called.", LaterTry.MaySucceed);
    public static readonly ErrorCode WebhookGone = Add("JIM_WEBHOOK_GONE", Executed, "A webhook answered that it is gone.");
    public static readonly ErrorCode WebhookBusy = Add(
        "JIM_WEBHOOK_BUSY", Executed, "A webhook has as many deliveries under way as it may.", LaterTry.PassesByWaiting);

    // Files
    public static readonly ErrorCode SpoolFull = Add("JIM_SPOOL_FULL", OutOfSpace, "There is no room for uploads now.");
    public static readonly ErrorCode FileTooLarge = Add("JIM_FILE_TOO_LARGE", TooLarge, "The file is larger than allowed.");
    public static readonly ErrorCode FileName = Add("JIM_FILE_NAME", Malformed, "The file name holds nothing that can be kept.");
    public static readonly ErrorCode FileType = Add("JIM_FILE_TYPE", UnsupportedMedia, "The bucket does not take files of this type.");
    public static readonly ErrorCode BucketNotFound = Add("JIM_BUCKET_NOT_FOUND", NotFound, "There is no such bucket.");
    public static readonly ErrorCode FileNotFound = Add("JIM_FILE_NOT_FOUND", NotFound, "There is no such file.");
    public static readonly ErrorCode FileTargetNotFound = Add(
        "JIM_FILE_TARGET_NOT_FOUND", NotFound, "There is nothing that the file could belong to.");
    public static readonly ErrorCode FileForbidden = Add("JIM_FILE_FORBIDDEN", Forbidden, "The caller has no right to this file.");
    public static readonly ErrorCode InvalidFileLink = Add("JIM_FILE_LINK", Forbidden, "The link is not valid or has expired.");
    public static readonly ErrorCode FileStale = Add("JIM_FILE_STALE", Stale, "The file was changed since the version that was named.");
    public static readonly ErrorCode UploadCut = Add("JIM_UPLOAD_CUT", Malformed, "The upload ended before the file did.");
    public static readonly ErrorCode UploadInvalid = Add(
        "JIM_UPLOAD_INVALID", Malformed, "A header of a resumable upload is missing or wrong.");
    public static readonly ErrorCode UploadProtocol = Add("JIM_UPLOAD_PROTOCOL", Stale, "The client speaks another version of tus.");
    public static readonly ErrorCode UploadNotFound = Add("JIM_UPLOAD_NOT_FOUND", NotFound, "There is no such resumable upload.");
    public static readonly ErrorCode UploadGone = Add("JIM_UPLOAD_GONE", Gone, "The resumable upload has expired, or its bytes are lost.");
    public static readonly ErrorCode UploadOffset = Add("JIM_UPLOAD_OFFSET", Conflict, "The resumable upload is at another offset.");
    public static readonly ErrorCode UploadTaken = Add("JIM_UPLOAD_TAKEN", Conflict, "Another request sends the bytes of the upload.");
    public static readonly ErrorCode UploadChecksum = Add(
        "JIM_UPLOAD_CHECKSUM", Malformed, "The bytes do not have the checksum that was named.");
    public static readonly ErrorCode UploadsExceeded = Add(
        "JIM_TOO_MANY_UPLOADS", TooManyRequests, "The caller, or all callers together, have more resumable uploads open than allowed.");
    public static readonly ErrorCode FileNotReady = Add("JIM_FILE_NOT_READY", Unavailable, "The file is not stored yet.");
    public static readonly ErrorCode FileUnavailable = Add(
        "JIM_FILE_UNAVAILABLE", Unavailable, "The store of the file cannot be reached now.");
    public static readonly ErrorCode FileFailed = Add("JIM_FILE_FAILED", Gone, "The file could not be stored.");

    private static readonly FrozenDictionary<string, ErrorCode> Unambiguous =
        Rows.GroupBy(row => row.Code).Where(rows => rows.Count() == 1).ToFrozenDictionary(rows => rows.Key, rows => rows.Single());

    /// <summary>All rows. Those that other projects make errors with stand here by their code only, since those know no outcomes.</summary>
    public static IReadOnlyList<ErrorCode> All => Rows;

    /// <summary>
    /// The outcome of a request that is refused with this error alone; null: the code is not in the table, or it does not say which of two
    /// outcomes it is.
    /// </summary>
    public static ResponseOutcome? FindOutcome(GraphQLError error) =>
        error.Code is { } code && Unambiguous.TryGetValue(code, out var row) ? row.Outcome : null;

    /// <summary>
    /// What becomes of a request later that is refused with this error now. A code that the table does not have is a rule of the
    /// database's own, which says the same again; an error that says <c>retry</c> may pass in any case.
    /// </summary>
    public static LaterTry FindLaterTry(GraphQLError error) =>
        error.Code is { } code && Unambiguous.TryGetValue(code, out var row) && row.LaterTry != LaterTry.Fails ? row.LaterTry
        : error.Extensions.Any(e => e is { Key: "retry", Value: true }) ? LaterTry.MaySucceed
        : LaterTry.Fails;

    private static ErrorCode Add(string code, ResponseOutcome outcome, string meaning, LaterTry? laterTry = null)
    {
        var row = new ErrorCode(code, outcome, meaning);
        row = laterTry is { } known ? row with { LaterTry = known } : row;
        Rows.Add(row);
        return row;
    }
}
