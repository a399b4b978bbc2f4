using System.Runtime.InteropServices;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Gives short ASCII texts (names, numbers) as strings, the same object for the same text most of the time. Each text has one slot in a table of fixed
/// size, a newcomer takes it over: nothing grows, nothing is cleared, nothing is locked (a slot is one reference, written whole), and a document
/// made to collide gains nothing but its own strings.
/// </summary>
internal static class NameTable
{
    private const int SlotBits = 12;
    private const int LengthMax = 48;

    private static readonly string?[] s_slots = new string?[1 << SlotBits];

    /// <summary>The text as a string. Its bytes are ASCII.</summary>
    public static string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length > LengthMax)
        {
            return Encoding.ASCII.GetString(text);
        }

        ref var slot = ref s_slots[Hash(text) >> (64 - SlotBits)];
        var known = slot;
        return known is not null && Ascii.Equals(text, known) ? known : slot = Encoding.ASCII.GetString(text);
    }

    /// <summary>First and last eight bytes and the length, mixed by one multiplication.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong head, tail;
        if (text.Length >= 8)
        {
            head = MemoryMarshal.Read<ulong>(text);
            tail = MemoryMarshal.Read<ulong>(text[^8..]);
        }
        else if (text.Length >= 4)
        {
            head = MemoryMarshal.Read<uint>(text);
            tail = MemoryMarshal.Read<uint>(text[^4..]);
        }
        else
        {
            head = text[0];
            tail = ((ulong)text[text.Length / 2] << 8) | text[^1];
        }

        return (head + (tail * 31) + (ulong)text.Length) * 0x9E3779B97F4A7C15;
    }
}
