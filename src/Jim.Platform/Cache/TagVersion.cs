using System.Globalization;
using System.Security.Cryptography;

namespace Jim.Platform.Cache;

/// <summary>
/// A tag's version: <c>progress:nonce</c>. The first is <see cref="Jim.Postgres.Changes.PgSnapshot.Progress"/> of a snapshot that sees the
/// last commit which touched the tag: a later commit has a greater one on every node, also where its transaction began earlier, and xids
/// would not tell that. The nonce is random and drawn when the tag is created, so that a tag which was lost never has an earlier version
/// again.
/// </summary>
public readonly record struct TagVersion(ulong Progress, string Nonce)
{
    public static TagVersion Create(ulong progress = 0) => new(progress, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public TagVersion RaiseTo(ulong progress) => progress > Progress ? this with { Progress = progress } : this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Progress}:{Nonce}");
}
