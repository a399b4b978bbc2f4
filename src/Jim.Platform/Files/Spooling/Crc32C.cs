using System.Buffers.Binary;
using System.Numerics;

namespace Jim.Platform.Files.Spooling;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), running over chunks; the processor's own instruction where it has one.</summary>
internal struct Crc32C()
{
    private uint _register = uint.MaxValue;

    public readonly uint Value => ~_register;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var register = _register;
        while (bytes.Length >= sizeof(ulong))
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var one in bytes)
        {
            register = BitOperations.Crc32C(register, one);
        }

        _register = register;
    }
}
