using System.Runtime.InteropServices;
using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Gives short ASCII texts (names, numbers) as strings, the same object for the same text most of the time. Each text has two slots in a
/// table of fixed size, a newcomer takes one over: nothing grows, nothing is cleared, nothing is locked (a slot is one reference, written
/// whole), and a document made to collide gains nothing but its own strings.
/// </summary>
internal static class NameTable
{
    private const int SlotBits = 12;
    private const int LengthMax = 48;

    private static readonly Entry?[] s_slots = new Entry?[1 << SlotBits];

    /// <summary>The text as a string. Its bytes are ASCII, and there is at least one.</summary>
    public static string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length > LengthMax)
        {
            return Encoding.ASCII.GetString(text);
        }

        var (head, tail) = Ends(text);
        var pair = ((head + (tail * 31) + (ulong)text.Length) * 0x9E3779B97F4A7C15) >> (65 - SlotBits);
        ref var first = ref s_slots[2 * pair];
        ref var second = ref s_slots[(2 * pair) + 1];
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

    /// <summary>The first and the last eight bytes (four, one): all of a text of up to sixteen.</summary>
    private static (ulong Head, ulong Tail) Ends(ReadOnlySpan<byte> text) => text.Length switch
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
