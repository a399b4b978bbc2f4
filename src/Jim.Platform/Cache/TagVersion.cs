using System.Globalization;
using System.Security.Cryptography;

namespace Jim.Platform.Cache;

/// <summary>
/// A tag's version: <c>xid:nonce</c>. The xid8 is that of the transaction which touched the tag last, so that the gateway and the tailer
/// set the same version for one transaction. The nonce is random and drawn when the tag is created, so that a tag which was lost never has
/// an earlier version again.
/// </summary>
public readonly record struct TagVersion(ulong Xid, string Nonce)
{
    public static TagVersion Create(ulong xid = 0) => new(xid, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public TagVersion RaiseTo(ulong xid) => xid > Xid ? this with { Xid = xid } : this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xid}:{Nonce}");
}
