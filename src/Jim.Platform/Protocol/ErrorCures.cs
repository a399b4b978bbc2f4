using System.Collections.Frozen;

namespace Jim.Platform.Protocol;

/// <summary>What whoever meets a code of <see cref="ErrorTable"/> can do, as English sentences. <c>docs/errors.md</c> shows them.</summary>
public static class ErrorCures
{
    private static readonly FrozenDictionary<string, string> Cures = new Dictionary<string, string>
    {
        // Documents, operations and variables
        ["HC0014"] = "Look at the place that `locations` names. Where the message names a limit, split the document or raise "
            + "`JIM_LIMIT_DOCUMENT_BYTES`, `JIM_LIMIT_TOKENS`, `JIM_LIMIT_FIELDS` or `JIM_LIMIT_DIRECTIVES`.",
        ["HC0015"] = "Send `operationName`, spelt as in the document; it is needed where there is more than one operation.",
        ["HC0001"] = "Compare the variable with its type in the schema; the message names it and the place inside of it.",
        ["HC0016"] = "Write a value of the type that the message names.",
        ["HC0017"] = "Declare the variable with a scalar, an enum or an input type.",
        ["HC0018"] = "Give the value, or declare the variable as nullable.",
        ["HC0046"] = "Ask with a token of an administrator (realm role `jim-admin`). In production nobody else may read the schema.",
        ["HC0047"] = "Ask for fewer rows or with cheaper filters; `GraphQL-Cost: report` shows the cost. The limit is `JIM_LIMIT_COST`.",
        ["HC0086"] = "Use the introspection query of a current library, which asks for `ofType` at most 16 times inside each other.",
        ["HC0107"] = "Give fields with different arguments different aliases, and select each field once.",
        ["JIM_DEPTH_EXCEEDED"] = "Ask in two operations, or raise `JIM_LIMIT_DEPTH`.",
        ["JIM_ROOT_FIELDS_EXCEEDED"] = "Send several operations, or raise `JIM_LIMIT_ROOT_FIELDS`.",
        ["JIM_ALIASES_EXCEEDED"] = "Use `in` filters in place of many aliases, or raise `JIM_LIMIT_ALIASES`.",
        ["JIM_INITIAL_COUNT"] = "Send an `initialCount` of 0 or more.",
        ["JIM_FRAGMENT_VISITS_EXCEEDED"] = "Spread fewer fragments inside of fragments.",

        // Planning and running
        ["HC0026"] = "Leave the member out, or give it a value. `eq` and `neq` take null, for columns that may be null.",
        ["HC0051"] = "Ask for a smaller page and go on with its cursor. The limit is `JIM_LIMIT_PAGE`.",
        ["HC0052"] = "Send `first` to go forward or `last` to go back, not both.",
        ["HC0078"] = "Begin again with the first page. A cursor fits the field and the `order` that it was given out for.",
        ["HC0079"] = "Send `first` or `last` of 0 or more.",
        ["HC0117"] = "Use `in` in place of many `or`, or raise `JIM_LIMIT_FILTER_OPERATIONS`.",
        ["JIM_SEARCH_WORDS"] = "Search for fewer words, or raise `JIM_LIMIT_SEARCH_WORDS`.",
        ["JIM_PATTERN_TOO_LONG"] = "Look for a shorter text, or raise `JIM_LIMIT_PATTERN`.",
        ["JIM_ORDER_TERMS"] = "Order by fewer columns.",
        ["JIM_NUL_CHARACTER"] = "Remove U+0000 from the text: Postgres cannot store it.",
        ["JIM_INVALID_TEXT"] = "Send whole characters: a text was cut in the middle of one.",
        ["JIM_NUMBER_TOO_LARGE"] = "Send a number that `numeric` of Postgres can hold.",
        ["AUTH_NOT_AUTHORIZED"] = "Send a token, or grant the caller's role what it lacks; `docs/rights.md` explains both.",
        ["JIM_INVALID_VALUE"] = "Send a value in the form of the column's type; `docs/values.md` has the forms.",
        ["JIM_CONFLICT"] = "Send the operation again.",
        ["JIM_SCHEMA_CHANGED"] = "Send the operation again; where it fails again, compare it with the schema as it now is.",
        ["JIM_NOT_READY"] = "Run `refresh materialized view` once.",
        ["JIM_DATABASE_ERROR"] = "Look into the server's log under the `requestId`: it has the SQLSTATE.",
        ["JIM_RAISED"] = "Read the message: it is a rule of the database's own.",
        ["JIM_DATABASE_UNAVAILABLE"] = "Send it again later; `/health/ready` and `./jim doctor` say why Postgres cannot be reached.",
        ["JIM_OVERLOADED"] = "Send it again after `retryAfter` seconds, and fewer at once.",
        ["JIM_NO_TOTAL_ORDER"] = "Declare a key in the comment of the view or table (`@key id`), or add columns to `order`.",
        ["JIM_CURSOR_TOO_LARGE"] = "Order by a shorter column.",
        ["JIM_AMBIGUOUS_KEY"] = "Ask by a list with a filter; a key of a table with `INHERITS` children is one of its own rows only.",
        ["EXEC_INVALID_LEAF_VALUE"] = "Correct the stored value, or store it in a column whose type can be shown (`docs/values.md`).",
        ["EXEC_LIST_TYPE_NOT_SUPPORTED"] = "Report it: it is a fault of Jim.",
        ["EXEC_UNABLE_TO_RESOLVE_ABSTRACT_TYPE"] = "Report it: it is a fault of Jim.",
        ["JIM_ROLLED_BACK"] = "Look at the other fields of the answer: one of them has the reason.",
        ["JIM_NOT_FOUND"] = "Check the key, and that the caller's policies show the row.",
        ["JIM_STALE"] = "Read the row again, and decide again with its new `version`.",
        ["JIM_UNIQUE"] = "Choose another value for the member that the error names.",
        ["JIM_FOREIGN_KEY"] = "Point at a row that exists, or delete first what points at this one.",
        ["JIM_CHECK"] = "Choose a value that the constraint allows.",
        ["JIM_NOT_NULL"] = "Give a value for the member that the error names.",
        ["JIM_SKIPPED"] = "Look at the triggers and rules of the table.",

        // Reading a request
        ["HC0012"] = "Send a JSON object with `query`, or with the id of an operation.",
        ["HC0010"] = "Send less, or raise `JIM_LIMIT_BODY_BYTES`.",
        ["HC0009"] = "Send queries by GET or POST, mutations by POST, subscriptions with `Accept: text/event-stream` or by WebSocket; "
            + "batches need `JIM_LIMIT_BATCH`.",
        ["JIM_CONTENT_TYPE"] = "Send `Content-Type: application/json` or `multipart/form-data`.",
        ["HC0077"] = "Send the header `GraphQL-Preflight: 1`.",
        ["HC0064"] = "Write the header `Accept` as HTTP says.",
        ["HC0063"] = "Take `application/graphql-response+json` or `application/json`; for streams `text/event-stream`, `multipart/mixed` "
            + "or `application/jsonl`.",
        ["JIM_HOST_NOT_ALLOWED"] = "Name the host in `JIM_ALLOWED_HOSTS` or `JIM_PUBLIC_URL` (`docs/production.md`).",
        ["JIM_ORIGIN_NOT_ALLOWED"] = "Name the page's origin in `JIM_CORS_ORIGINS` (`docs/production.md`).",
        ["JIM_UPGRADE_NEEDED"] = "Connect by WebSocket, with `graphql-transport-ws` or `graphql-ws`.",
        ["JIM_STOPPING"] = "Connect again: another gateway, or the next one at this address, takes over.",
        ["JIM_HTTP_INVALID"] = "Look whether a proxy or the network cut the request.",
        ["JIM_RATE_LIMITED"] = "Send it again after `retryAfter` seconds. The limits are `JIM_LIMIT_RATE` and "
            + "`JIM_LIMIT_DATABASE_SECONDS`.",
        ["JIM_TOO_MANY_SUBSCRIPTIONS"] = "End operations, or open a second socket. The limit is `JIM_LIMIT_SUBSCRIPTIONS`.",
        ["JIM_TOO_MANY_SOCKETS"] = "Close sockets and streams that are not needed, or raise `JIM_LIMIT_SOCKETS_USER` or "
            + "`JIM_LIMIT_SOCKETS_ADDRESS`; behind a proxy, set `JIM_TRUSTED_PROXIES`.",
        ["JIM_RIGHTS_CHANGED"] = "Send the operation again; a mutation may have been done.",

        // Multipart requests
        ["HC0033"] = "Look whether the upload was cut, and send it again.",
        ["HC0034"] = "Send `operations` as the form's first part.",
        ["HC0035"] = "Send `operations`, then `map`, then the files.",
        ["HC0037"] = "Name a place in the variables for each key of `map`.",
        ["HC0038"] = "Send a part for each key of `map`.",
        ["HC0041"] = "Name a place of a variable whose type is `Upload`, as `variables.input.file`.",
        ["HC0042"] = "Begin each path of `map` with `variables.`; in a batch, with the operation's index.",
        ["HC0043"] = "Send `map` as a JSON object such as `{\"0\":[\"variables.input.file\"]}`.",
        ["HC0044"] = "Send `map` as the form's second part.",
        ["HC0115"] = "Put null where the file goes.",
        ["JIM_TOO_MANY_FILES"] = "Send several requests, or raise `JIM_LIMIT_FILES`.",
        ["JIM_TOO_MANY_PLACES"] = "Name fewer places in `map`.",

        // Downloads of the schema
        ["HC0058"] = "Name at least one type: `types=User,Document`.",
        ["HC0059"] = "Separate the names of types by commas.",
        ["HC0060"] = "Check the name against the whole schema.",

        // Tokens
        ["JIM_TOKEN_MALFORMED"] = "Send `Authorization: Bearer` and the access token as the issuer gave it.",
        ["JIM_TOKEN_TOO_LONG"] = "Have the issuer put fewer claims into access tokens.",
        ["JIM_TOKEN_ENCRYPTED"] = "Have the issuer sign access tokens and not encrypt them.",
        ["JIM_TOKEN_ALGORITHM"] = "Have the issuer sign by an asymmetric algorithm such as RS256 or ES256.",
        ["JIM_TOKEN_KEY_UNKNOWN"] = "Sign in again; check that `OIDC_ISSUER` is the issuer of the token.",
        ["JIM_TOKEN_SIGNATURE"] = "Sign in again; the token was changed, or made elsewhere.",
        ["JIM_TOKEN_ISSUER"] = "Compare the token's `iss` with `OIDC_ISSUER`, letter by letter.",
        ["JIM_TOKEN_AUDIENCE"] = "Have the issuer put `OIDC_AUDIENCE` into the token's `aud`.",
        ["JIM_TOKEN_KIND"] = "Send the access token, not the ID token or the refresh token.",
        ["JIM_TOKEN_EXPIRED"] = "Get a new token by the refresh token.",
        ["JIM_TOKEN_REVOKED"] = "Get a new token by the refresh token; where the issuer refuses that too, sign in again.",
        ["JIM_TOKEN_NOT_YET_VALID"] = "Compare the clocks of issuer and server.",
        ["JIM_TOKEN_SUBJECT"] = "Have the issuer put `sub` into access tokens (Keycloak: client scope `basic`).",
        ["JIM_ISSUER_UNREACHABLE"] = "Send it again later; `./jim doctor` says why the issuer cannot be reached.",

        // Persisted operations
        ["HC0020"] = "Send the text once together with the hash; for trusted operations, add it to `JIM_OPERATIONS`.",
        ["HC0067"] = "Send the id of an operation of `JIM_OPERATIONS`, or add this one to it.",
        ["JIM_PERSISTED_HASH"] = "Send the SHA-256 of exactly the text that is sent.",
        ["JIM_PERSISTED_QUERY"] = "Send `version: 1` and `sha256Hash` with 64 hexadecimal digits.",

        // Executing a request
        ["HC0045"] = "Ask for less, add an index, or raise `JIM_LIMIT_OPERATION_SECONDS`. A write may or may not have been done: read it.",
        ["JIM_RESPONSE_TOO_LARGE"] = "Ask for fewer rows or fields.",
        ["INTERNAL"] = "Look into the server's log under the `requestId`, and report it.",
        ["JIM_NOT_QUEUEABLE"] = "Send the mutation with a token and without files, or without `@queued`.",
        ["JIM_WAIT"] = "Send a whole number of seconds, or leave it out.",
        ["JIM_IDEMPOTENCY_KEY"] = "Send a key of 1 to 255 visible ASCII characters, as a UUID, with the token of a signed-in user; "
            + "where the answer is too large to be kept, select less.",
        ["JIM_IDEMPOTENCY_MISMATCH"] = "Make a new key for each request, and send it again only with that same request.",
        ["JIM_UNTRACKED"] = "Run `./jim doctor`: it names the table and the cure. As a query the operation works.",
        ["JIM_CURSOR"] = "Leave the cursor out, and take the one of the next answer.",
        ["JIM_EXPLAIN_NOT_ALLOWED"] = "Ask with a token of an administrator (realm role `jim-admin`), or in development.",
        ["JIM_NOT_EXPLAINED"] = "Send one query or subscription by itself, with `Jim-Explain: sql` or `Jim-Explain: plan`.",
        ["JIM_MUTATION_REFUSED"] = "Read the job's `result`: its payload has the typed errors.",

        // Jobs
        ["JIM_JOB_FAILED"] = "Look into the worker's log under the job's id.",
        ["JIM_JOB_KIND"] = "Run workers of the version that made the job.",
        ["JIM_JOB_CRASHED"] = "Look into the worker's log: something ends it each time that it runs this job.",
        ["JIM_JOB_CANCELLED"] = "Send the mutation again, if it is still wanted.",
        ["JIM_JOB_NOT_OPEN"] = "Look at the job's `state` and `kind`: only mutations and commands can be cancelled, by who sent them.",
        ["JIM_JOB_NOT_DEAD"] = "List the dead jobs: `jobs(where: { state: { in: [DEAD, FAILED] } })`.",

        // Commands
        ["JIM_COMMAND_INPUT"] = "The message names the place; a job that has waited for long may be of an earlier form of the command.",

        // Webhooks
        ["JIM_WEBHOOK"] = "The message says what is wrong with `url`, `tables` or `ops`; `docs/webhooks.md` has their forms.",
        ["JIM_WEBHOOK_FAILED"] = "Mend the receiver, which must answer 2xx within 15 s, then replay the job: `replayJob`.",
        ["JIM_WEBHOOK_ADDRESS"] = "Use a public https address, or name the receiver's network in `JIM_WEBHOOK_NETWORKS`.",
        ["JIM_WEBHOOK_GONE"] = "Delete the webhook, or switch it on again by `updateWebhook`.",
        ["JIM_WEBHOOK_BUSY"] = "Nothing needs to be done: the delivery waits for its turn.",

        // Files
        ["JIM_SPOOL_FULL"] = "Send it again later; give the disk of `JIM_DATA` more room, or look why nothing is stored.",
        ["JIM_FILE_TOO_LARGE"] = "Send a smaller file, or raise `JIM_LIMIT_FILE_BYTES` or the bucket's `size_max`.",
        ["JIM_FILE_NAME"] = "Give the file a name with letters or digits.",
        ["JIM_FILE_TYPE"] = "Send a type of the bucket's `mime_allow`; the type is that of the content, not of the name.",
        ["JIM_BUCKET_NOT_FOUND"] = "Check the bucket's name, and that the caller's policies show it.",
        ["JIM_FILE_NOT_FOUND"] = "Check the id, and that the caller's policies show the file.",
        ["JIM_FILE_TARGET_NOT_FOUND"] = "Check the key of the row, folder or file, and that the caller's policies show it.",
        ["JIM_FILE_FORBIDDEN"] = "Grant the caller's role what it lacks on `jim.files`.",
        ["JIM_FILE_LINK"] = "Ask for the file's `url` again.",
        ["JIM_FILE_STALE"] = "Read the file again, and send the version that it now has.",
        ["JIM_UPLOAD_CUT"] = "Send the file again.",
        ["JIM_UPLOAD_INVALID"] = "The message names the header; https://tus.io/protocols/resumable-upload has their forms.",
        ["JIM_UPLOAD_PROTOCOL"] = "Send `Tus-Resumable: 1.0.0`, as every tus client of version 1 does.",
        ["JIM_UPLOAD_NOT_FOUND"] = "Begin the upload again; only whoever has begun it can go on with it.",
        ["JIM_UPLOAD_GONE"] = "Begin the upload again.",
        ["JIM_UPLOAD_OFFSET"] = "Ask for the offset (`HEAD`) and go on there.",
        ["JIM_UPLOAD_TAKEN"] = "Let one client at a time send an upload; else ask for the offset (`HEAD`) and go on there.",
        ["JIM_UPLOAD_CHECKSUM"] = "Send the bytes again; if it happens again, the client computes another checksum.",
        ["JIM_TOO_MANY_UPLOADS"] = "End or delete uploads that are open, or raise `JIM_LIMIT_UPLOADS`, `JIM_LIMIT_UPLOAD_BYTES` or "
            + "`JIM_LIMIT_UPLOADS_ALL`.",
        ["JIM_FILE_NOT_READY"] = "Ask again a second later, or upload with `ack: STORED`.",
        ["JIM_FILE_UNAVAILABLE"] = "Ask again later; `./jim doctor` says why the store cannot be reached.",
        ["JIM_FILE_FAILED"] = "Upload the file again.",
    }.ToFrozenDictionary();

    /// <summary>The cure of a code; null: the table has none.</summary>
    public static string? Find(string code) => Cures.GetValueOrDefault(code);

    /// <summary>The codes that have a cure.</summary>
    public static IEnumerable<string> Codes => Cures.Keys;
}
