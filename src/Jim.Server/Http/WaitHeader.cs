using System.Globalization;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>The header <c>Jim-Wait</c>: how many seconds the answer of a queued mutation waits for its result.</summary>
public static class WaitHeader
{
    public const string Name = "Jim-Wait";

    /// <summary>Longer waits count as this; how long one lasts at most depends on the time of an operation.</summary>
    private const int SecondsMax = 3600;

    /// <summary>
    /// Null: there is none. Throws <see cref="Jim.GraphQL.Errors.GraphQLException"/> (JIM_WAIT) where it is no number of seconds.
    /// </summary>
    public static TimeSpan? Read(HttpRequest http)
    {
        if (!http.Headers.TryGetValue(Name, out var value))
        {
            return null;
        }

        return value.ToString() is { Length: > 0 and <= 9 } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, SecondsMax))
            : throw RequestErrors.WaitInvalid().ToException();
    }
}
