using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Postgres.Changes;

/// <summary>
/// Makes and reads the opaque cursor of <c>extensions.cursor</c>, which says up to which moment of the primary a client has seen the data.
/// It holds an MVCC snapshot and is signed with a secret of the database, so that a client can only hand back what it was given. The epoch
/// is signed too: it changes when the database is restored from a backup, where the transaction ids of older tokens mean nothing any more.
/// The layout, as base64url, is a version byte, 16 bytes of HMAC-SHA-256 and the snapshot's text. Thread safe.
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

    private string Make(string snapshot)
    {
        var size = Encoding.UTF8.GetByteCount(snapshot);
        var token = new byte[1 + MacBytes + size];
        token[0] = Version;
        Encoding.UTF8.GetBytes(snapshot, token.AsSpan(1 + MacBytes));
        Mac(token.AsSpan(1 + MacBytes), token.AsSpan(1, MacBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a token of any client's. False where it was not made with this secret and in this epoch.</summary>
    public bool TryDecode(string token, [NotNullWhen(true)] out PgSnapshot? snapshot)
    {
        snapshot = null;
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
        return CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(1, MacBytes))
            && PgSnapshot.TryParse(Encoding.UTF8.GetString(bytes.AsSpan(1 + MacBytes)), out snapshot);
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
