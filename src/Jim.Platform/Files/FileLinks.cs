using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Jim.Platform.Files;

/// <summary>
/// Links to files that need no token: HMAC-SHA256 over file, version, expiry and disposition, by a key derived from the installation's
/// secret (<c>jim.setting</c>, row <c>secret</c>), which other signatures use too.
/// </summary>
public sealed partial class FileLinks
{
    private const int KeyVersion = 1;
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
    /// The link, if the target of a request is one that is spelt as <see cref="Sign"/> spells it, and not expired; null otherwise. One link
    /// has one spelling: no other base64 of the same bytes, no percent-encoding, no capitals, no parameter twice, none besides.
    /// </summary>
    /// <param name="target">Path and query as they were sent, not decoded.</param>
    public FileLink? Verify(string target)
    {
        if (Spelling().Match(target) is not { Success: true, Groups: var parts }
            || !Guid.TryParseExact(parts["file"].Value, "D", out var file)
            || !Guid.TryParseExact(parts["version"].Value, "D", out var version)
            || !long.TryParse(parts["expires"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        var asAttachment = parts["attachment"].Success;
        var expected = Signature(file, version, parts["expires"].Value, asAttachment);
        var given = parts["signature"].Value;
        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
        var end = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return isOurs && end > _timeProvider.GetUtcNow() ? new FileLink(file, version, end, asAttachment) : null;
    }

    private string Signature(Guid fileId, Guid versionId, string expires, bool asAttachment)
    {
        var text = $"{fileId:D} {versionId:D} {expires} {(asAttachment ? 1 : 0)}";
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text)));
    }

    [GeneratedRegex(
        "^/files/(?<file>[0-9a-f-]{36})\\?v=(?<version>[0-9a-f-]{36})&e=(?<expires>[1-9][0-9]{0,11})(?<attachment>&d=1)?&k=1"
            + "&s=(?<signature>[A-Za-z0-9_-]{43})\\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Spelling();
}
