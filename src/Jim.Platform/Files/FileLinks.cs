using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Platform.Files;

/// <summary>
/// Links to files that need no token: HMAC-SHA256 over file, version, expiry and disposition, by a key derived from the installation's
/// secret (<c>jim.setting</c>, row <c>secret</c>), which other signatures use too.
/// </summary>
public sealed class FileLinks
{
    private const int KeyVersion = 1;
    private static readonly string[] Names = ["v", "e", "d", "k", "s"];
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(7);
    private readonly byte[] _key;
    private readonly TimeProvider _timeProvider;

    public FileLinks(ReadOnlySpan<byte> secret, TimeProvider timeProvider)
    {
        _key = HMACSHA256.HashData(secret, "jim file link 1"u8);
        _timeProvider = timeProvider;
    }

    /// <summary>Path and query for a caller that shows a token; the version makes it cacheable for good.</summary>
    public static string Path(Guid fileId, Guid? versionId) => versionId is { } v ? $"/files/{fileId:D}?v={v:D}" : $"/files/{fileId:D}";

    /// <summary>Path and query of the signed link; it lives 7 days at most.</summary>
    public string Sign(FileLink link)
    {
        var latest = _timeProvider.GetUtcNow() + LifetimeMax;
        var bounded = link.Expires > latest ? link with { Expires = latest } : link;
        var expires = bounded.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var attachment = link.AsAttachment ? "&d=1" : string.Empty;
        var signature = Signature(link.FileId, link.VersionId, expires, link.AsAttachment);
        return $"{Path(link.FileId, link.VersionId)}&e={expires}{attachment}&k={KeyVersion}&s={signature}";
    }

    /// <summary>
    /// The link, if the query of a request holds one that is whole, spelt as <see cref="Sign"/> spells it, and not expired; null otherwise.
    /// One link has one spelling: no other base64 of the same bytes, no percent-encoding, no parameter twice. Parameters that the link does
    /// not have are none of its business.
    /// </summary>
    /// <param name="query">As it was sent, not decoded; with or without the question mark.</param>
    public FileLink? Verify(Guid fileId, string query)
    {
        if (ReadParameters(query) is not { } given || !given.TryGetValue("s", out var signature)
            || !given.TryGetValue("e", out var expires) || !given.TryGetValue("v", out var versionText)
            || !Guid.TryParseExact(versionText, "D", out var version)
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var asAttachment = given.ContainsKey("d");
        var isSpelt = given.GetValueOrDefault("k") == "1" && given.GetValueOrDefault("d", "1") == "1"
            && versionText == version.ToString("D");
        var expected = Signature(fileId, version, expires, asAttachment);
        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
        var end = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return isSpelt && isOurs && end > _timeProvider.GetUtcNow() ? new FileLink(fileId, version, end, asAttachment) : null;
    }

    /// <summary>
    /// The parameters of a link by name, not decoded. Null: one is there twice or under a name in another spelling, as <c>%73</c> or
    /// <c>S</c>.
    /// </summary>
    private static Dictionary<string, string>? ReadParameters(string query)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in (query.StartsWith('?') ? query[1..] : query).Split('&'))
        {
            var (name, value) = parameter.Split('=', 2) is [var n, var v] ? (n, v) : (parameter, string.Empty);
            var meant = Uri.UnescapeDataString(name.Replace('+', ' ')).Trim();
            if (Names.Contains(meant, StringComparer.OrdinalIgnoreCase) && (!Names.Contains(name) || !found.TryAdd(name, value)))
            {
                return null;
            }
        }

        return found;
    }

    private string Signature(Guid fileId, Guid versionId, string expires, bool asAttachment)
    {
        var text = $"{fileId:D} {versionId:D} {expires} {(asAttachment ? 1 : 0)}";
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text)));
    }
}
