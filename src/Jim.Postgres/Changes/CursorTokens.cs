using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Postgres.Changes;

/// <summary>
/// Makes and reads the opaque cursor of <c>extensions.cursor</c>, which says up to which moment of the primary a client has seen the data.
/// It holds an MVCC snapshot and is signed with a secret of the database, so that a client can only hand back what it was given. The epoch
/// is signed too: it changes when the database is restored from a backup, where the transaction ids of older tokens mean nothing any more.
/// The layout, as base64url, is a version byte, 16 bytes of HMAC-SHA-256 and the snapshot's text, after which may stand a bar and a mark:
/// what else a subscription must know to go on. Thread safe.
/// </summary>
/// <param name="secret">The key of the HMAC: row <c>secret</c> of <c>jim.setting</c>.</param>
/// <param name="epoch">Row <c>epoch</c> of <c>jim.setting</c>.</param>
public sealed class CursorTokens(byte[] secret, byte[] epoch)
{
    private const byte Version = 1;
    private const int MacBytes = 16;
    private const int TokenCharsMax = 8192;

    /// <summary>
    /// The last snapshot and its token. As long as nothing is written, all answers have the same snapshot and share the token.
    /// </summary>
    private volatile Tuple<string, string>? _last;

    /// <summary>Makes the token of a snapshot.</summary>
    public string Encode(PgSnapshot snapshot) => Encode(snapshot.ToString());

    /// <summary>Makes the token of a snapshot.</summary>
    /// <param name="snapshot">The text of <c>pg_current_snapshot()</c>.</param>
    public string Encode(string snapshot)
    {
        if (_last is not { } last || last.Item1 != snapshot)
        {
            _last = last = Tuple.Create(snapshot, Make(snapshot));
        }

        return last.Item2;
    }

    /// <summary>Makes the token of a snapshot with a mark.</summary>
    public string Encode(string snapshot, string mark) => Make($"{snapshot}|{mark}");

    private string Make(string snapshot)
    {
        var size = Encoding.UTF8.GetByteCount(snapshot);
        var token = new byte[1 + MacBytes + size];
        token[0] = Version;
        Encoding.UTF8.GetBytes(snapshot, token.AsSpan(1 + MacBytes));
        Mac(token.AsSpan(1 + MacBytes), token.AsSpan(1, MacBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a token of any client's, whatever its mark. False where it was not made with this secret and in this epoch.</summary>
    public bool TryDecode(string token, [NotNullWhen(true)] out PgSnapshot? snapshot) => TryDecode(token, out snapshot, out _);

    /// <param name="mark">Empty: there is none.</param>
    /// <inheritdoc cref="TryDecode(string, out PgSnapshot?)"/>
    public bool TryDecode(string token, [NotNullWhen(true)] out PgSnapshot? snapshot, out string mark)
    {
        (snapshot, mark) = (null, string.Empty);
        if (token.Length > TokenCharsMax || !Base64Url.IsValid(token))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        Span<byte> mac = stackalloc byte[MacBytes];
        if (bytes.Length <= 1 + MacBytes || bytes[0] != Version)
        {
            return false;
        }

        Mac(bytes.AsSpan(1 + MacBytes), mac);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(1 + MacBytes));
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        mark = bar < 0 ? string.Empty : text[(bar + 1)..];
        return CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(1, MacBytes))
            && PgSnapshot.TryParse(bar < 0 ? text : text[..bar], out snapshot);
    }

    private void Mac(ReadOnlySpan<byte> snapshot, Span<byte> mac)
    {
        Span<byte> input = stackalloc byte[512];
        var needed = epoch.Length + snapshot.Length;
        input = needed <= input.Length ? input[..needed] : new byte[needed];
        epoch.CopyTo(input);
        snapshot.CopyTo(input[epoch.Length..]);
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(secret, input, full);
        full[..MacBytes].CopyTo(mac);
    }
}
