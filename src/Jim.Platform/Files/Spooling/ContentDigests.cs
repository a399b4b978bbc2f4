using System.IO.Hashing;
using System.Security.Cryptography;

namespace Jim.Platform.Files.Spooling;

/// <summary>What is told of a file's bytes as they pass by: size, digests, and the type that the first of them show.</summary>
internal sealed class ContentDigests : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BlockDigests _blocks = new();
    private readonly Crc32 _crc = new(Crc32ParameterSet.Crc32C);
    private readonly ContentHead _head = new();

    public long Size { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _head.Append(bytes);
        _sha256.AppendData(bytes);
        _blocks.Append(bytes);
        _crc.Append(bytes);
        Size += bytes.Length;
    }

    /// <summary>To be asked for once, after the last byte.</summary>
    /// <param name="key">Of the spooled file.</param>
    public SpooledFile End(string key) => new(
        key, Size, _sha256.GetHashAndReset(), _blocks.End(), _crc.GetCurrentHashAsUInt32(), ContentTypes.Sniff(_head.Bytes));

    public void Dispose()
    {
        _sha256.Dispose();
        _blocks.Dispose();
    }
}
