namespace Jim.Server.Http;

/// <summary>
/// The header <c>Idempotency-Key</c> of a request (IETF draft-ietf-httpapi-idempotency-key-header), and that of its answer which says that
/// nothing was run, because the key's first request was answered before (as Stripe's API says it).
/// </summary>
public static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    public const string ReplayedName = "Idempotent-Replayed";

    /// <summary>Null: there is none. An empty one is refused later, as any that cannot be used.</summary>
    public static string? Read(HttpRequest http) => http.Headers.TryGetValue(Name, out var value) ? value.ToString() : null;
}
