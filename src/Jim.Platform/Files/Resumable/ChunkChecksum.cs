using System.Security.Cryptography;

namespace Jim.Platform.Files.Resumable;

/// <summary>The digest that the bytes of one request must have (<c>Upload-Checksum</c> of tus).</summary>
public sealed record ChunkChecksum(HashAlgorithmName Algorithm, byte[] Digest)
{
    /// <summary>As <c>Tus-Checksum-Algorithm</c> lists them.</summary>
    public const string Algorithms = "sha1,sha256";

    /// <summary>Reads <c>sha1 {base64}</c>.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_INVALID.</exception>
    public static ChunkChecksum Parse(string header)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        return header.Split(' ') is [var name, var text] && Convert.TryFromBase64String(text, digest, out var length)
            ? (name, length) switch
            {
                ("sha1", SHA1.HashSizeInBytes) => new ChunkChecksum(HashAlgorithmName.SHA1, digest[..length]),
                ("sha256", SHA256.HashSizeInBytes) => new ChunkChecksum(HashAlgorithmName.SHA256, digest),
                _ => throw Unreadable(),
            }
            : throw Unreadable();
    }

    private static GraphQLException Unreadable() =>
        FileErrors.UploadInvalid($"Upload-Checksum is one of {Algorithms}, a space, and base64.");
}
