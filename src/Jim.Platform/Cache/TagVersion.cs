using System.Globalization;
using System.Security.Cryptography;

namespace Jim.Platform.Cache;

/// <summary>
/// A tag's version: <c>xid:nonce</c>. The xid8 of the transaction that touched it last makes two bumps for one transaction (the gateway's
/// and the tailer's) the same version; the nonce, drawn when the tag is made, keeps a tag that was lost from ever having an old version
/// again.
/// </summary>
public readonly record struct TagVersion(ulong Xid, string Nonce)
{
    public static TagVersion Fresh(ulong xid = 0) => new(xid, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public TagVersion RaisedTo(ulong xid) => xid > Xid ? this with { Xid = xid } : this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xid}:{Nonce}");
}
