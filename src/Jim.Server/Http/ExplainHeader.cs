using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>
/// The header <c>Jim-Explain: sql</c> or <c>plan</c>, by which a developer is told an operation's SQL, or also Postgres' plan of it, in
/// place of the answer. SQL and plan name tables and columns, policies with the functions and constants in them, and tell how many rows
/// Postgres expects, also of those that the caller may not see. So it is for those who may read the whole schema too.
/// </summary>
public static class ExplainHeader
{
    public const string Name = "Jim-Explain";

    /// <summary>What the header asks for, or why that is refused; null: nothing is wrong. Without the header nothing is.</summary>
    /// <param name="isAllowed">Whether the caller may have operations explained.</param>
    public static RequestError? Refuse(HttpRequest http, bool isAllowed, GraphQLRequests requests, out ExplainMode mode)
    {
        mode = ExplainMode.None;
        if (!http.Headers.TryGetValue(Name, out var value))
        {
            return null;
        }

        if (!isAllowed)
        {
            return RequestErrors.ExplainNotAllowed();
        }

        if (requests is { IsBatch: true } or { Requests: [{ Uploads.Count: > 0 }, ..] })
        {
            return RequestErrors.BatchNotExplained();
        }

        mode = value.ToString().Trim().ToLowerInvariant() switch
        {
            "sql" => ExplainMode.Statement,
            "plan" => ExplainMode.Plan,
            _ => ExplainMode.None,
        };
        return mode == ExplainMode.None ? RequestErrors.ExplainUnknown() : null;
    }
}
