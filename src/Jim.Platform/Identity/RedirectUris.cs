using System.Buffers;

namespace Jim.Platform.Identity;

/// <summary>Which address a code may be sent to.</summary>
internal static class RedirectUris
{
    private static readonly SearchValues<char> Unfit = SearchValues.Create(" \\\"<>#");

    /// <summary>
    /// A pattern that ends in <c>*</c> allows what begins like it. The address is read as a URI first: <c>http://localhost:*</c> must not
    /// let <c>http://localhost:1@elsewhere/</c> through, whose host is another.
    /// </summary>
    /// <param name="own">The issuer itself: pages of the same origin (GraphiQL) are allowed, whatever address the server has.</param>
    public static bool Allows(RealmClient client, string? redirect, Uri own) =>
        redirect is { Length: > 0 and <= 2048 }
        && !redirect.AsSpan().ContainsAny(Unfit) && !redirect.Any(char.IsControl)
        && Uri.TryCreate(redirect, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && uri.Scheme is not ("javascript" or "data" or "file")
        && (uri.GetLeftPart(UriPartial.Authority) == own.GetLeftPart(UriPartial.Authority)
            || client.RedirectUris.Any(pattern => Matches(pattern, redirect)));

    private static bool Matches(string pattern, string redirect) =>
        pattern.EndsWith('*') ? redirect.StartsWith(pattern[..^1], StringComparison.Ordinal) : redirect == pattern;
}
