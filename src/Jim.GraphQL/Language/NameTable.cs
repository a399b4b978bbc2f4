using System.Runtime.InteropServices;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Turns short ASCII texts (names and numbers) into strings and mostly returns the same object for the same text, so that names need not be
/// allocated again for each document. The table has a fixed size. Each text has two slots in it, and a new text replaces what is in one of
/// them, so the table never grows. No lock is needed, because a slot is a single reference. A document whose names are made to collide only
/// loses the reuse of its own strings.
/// </summary>
internal static class NameTable
{
    private const int SlotBits = 12;
    private const int LengthMax = 48;

    private static readonly Entry?[] Slots = new Entry?[1 << SlotBits];

    /// <summary>The text as a string. It must be ASCII and not empty.</summary>
    public static string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length > LengthMax)
        {
            return Encoding.ASCII.GetString(text);
        }

        var (head, tail) = ReadEnds(text);
        var pair = ((head + (tail * 31) + (ulong)text.Length) * 0x9E3779B97F4A7C15) >> (65 - SlotBits);
        ref var first = ref Slots[2 * pair];
        ref var second = ref Slots[(2 * pair) + 1];
        var known = first;
        if (known is not null && known.Is(text, head, tail))
        {
            return known.Text;
        }

        known = second;
        if (known is not null && known.Is(text, head, tail))
        {
            return known.Text;
        }

        second = first;
        first = known = new Entry(head, tail, Encoding.ASCII.GetString(text));
        return known.Text;
    }

    /// <summary>
    /// The first and the last eight bytes of the text, or fewer when it is shorter. Together they contain all bytes of a text of up to
    /// sixteen.
    /// </summary>
    private static (ulong Head, ulong Tail) ReadEnds(ReadOnlySpan<byte> text) => text.Length switch
    {
        >= 8 => (MemoryMarshal.Read<ulong>(text), MemoryMarshal.Read<ulong>(text[^8..])),
        >= 4 => (MemoryMarshal.Read<uint>(text), MemoryMarshal.Read<uint>(text[^4..])),
        _ => (text[0], ((ulong)text[text.Length / 2] << 8) | text[^1]),
    };

    private sealed class Entry(ulong head, ulong tail, string text)
    {
        public readonly string Text = text;
        private readonly ulong _head = head;
        private readonly ulong _tail = tail;

        public bool Is(ReadOnlySpan<byte> bytes, ulong head, ulong tail) =>
            _head == head && _tail == tail && Text.Length == bytes.Length && (bytes.Length <= 16 || Ascii.Equals(bytes, Text));
    }
}
