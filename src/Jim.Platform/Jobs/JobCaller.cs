using System.Text.Json;
using Jim.Postgres.Rights;

namespace Jim.Platform.Jobs;

/// <summary>
/// A caller as stored with a job, in the JSON form that the SQL function <c>jim.caller()</c> writes too: role and claims, but no token, so
/// that a job can run after the token has expired.
/// </summary>
public static class JobCaller
{
    public static string Write(Caller caller) => JsonSerializer.Serialize(
        new Stored(
            caller.Role, Cut(caller.Subject), [.. caller.Roles.Select(r => Cut(r)!)], Cut(caller.Name), Cut(caller.Email),
            Cut(caller.Client))
        {
            Network = caller.Network?.TrimStart(Caller.NetworkMark),
        },
        JsonSerializerOptions.Web);

    /// <summary>Throws <see cref="FormatException"/> or <see cref="JsonException"/> for JSON that holds no caller.</summary>
    public static Caller Read(string json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json, JsonSerializerOptions.Web)
            ?? throw new FormatException("The job has no caller.");
        if (stored.Subject is null)
        {
            return Caller.From(stored.Network ?? string.Empty);
        }

        return new Caller(
            stored.Role, stored.Subject, stored.Roles.IsDefault ? [] : stored.Roles, stored.Name, stored.Email, stored.Client,
            ExpiresAt: null);
    }

    /// <summary>Postgres cannot hold U+0000. The claim ends before it, as <see cref="Claims"/> has it too.</summary>
    private static string? Cut(string? claim) => claim?.Split('\0', 2)[0];

    private sealed record Stored(string Role, string? Subject, ImmutableArray<string> Roles, string? Name, string? Email, string? Client)
    {
        /// <summary>For who has no token: its network.</summary>
        public string? Network { get; init; }
    }
}
