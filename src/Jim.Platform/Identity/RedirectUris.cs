using System.Buffers;
using System.Text;

namespace Jim.Platform.Identity;

/// <summary>Decides which addresses a code may be sent to.</summary>
internal static class RedirectUris
{
    private static readonly SearchValues<char> Unfit = SearchValues.Create(" \\\"<>#");

    /// <summary>
    /// A pattern that ends in <c>*</c> allows every address that begins with it. The address is parsed as a URI as well, because
    /// <c>http://localhost:*</c> must not allow <c>http://localhost:1@elsewhere/</c>, whose host is <c>elsewhere</c>.
    /// </summary>
    /// <param name="own">The issuer's address: pages of the same origin (GraphiQL) are always allowed.</param>
    public static bool Allows(RealmClient client, string? redirect, Uri own) =>
        redirect is { Length: > 0 and <= 2048 }
        && Ascii.IsValid(redirect) // RFC 3986: other letters are percent-encoded; a header could not carry them
        && !redirect.AsSpan().ContainsAny(Unfit) && !redirect.Any(char.IsControl)
        && Uri.TryCreate(redirect, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && uri.Scheme is not ("javascript" or "data" or "file")
        && (uri.GetLeftPart(UriPartial.Authority) == own.GetLeftPart(UriPartial.Authority)
            || client.RedirectUris.Any(pattern => Matches(pattern, redirect)));

    private static bool Matches(string pattern, string redirect) =>
        pattern.EndsWith('*') ? redirect.StartsWith(pattern[..^1], StringComparison.Ordinal) : redirect == pattern;
}
