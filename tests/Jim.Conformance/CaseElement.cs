using System.Text;
using System.Text.Json;

namespace Jim.Conformance;

/// <summary>Reads the members that any case may have.</summary>
public static class CaseElement
{
    extension(JsonElement testCase)
    {
        public string Id => testCase.GetProperty("id").GetString()!;

        public string Title => testCase.TryGetProperty("title", out var title) ? title.GetString()! : "";

        /// <summary>The member, or null where it is absent or null.</summary>
        public JsonElement? Member(string name) =>
            testCase.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

        public string? Text(string name) => testCase.Member(name)?.GetString();

        /// <summary>
        /// The document in UTF-8: <c>source</c>, or <c>sourceUtf16</c> where lone surrogates stand in it; those become the three bytes that
        /// a naive encoder writes, which are not UTF-8.
        /// </summary>
        public byte[] Source => testCase.Member("sourceUtf16") is { } units
            ? Encode([.. units.EnumerateArray().Select(u => (char)u.GetInt32())])
            : Encoding.UTF8.GetBytes(testCase.GetProperty("source").GetString()!);
    }

    private static byte[] Encode(ReadOnlySpan<char> units)
    {
        var bytes = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        while (!units.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(units, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else
            {
                consumed = 1;
                bytes.AddRange(
                    [(byte)(0xE0 | (units[0] >> 12)), (byte)(0x80 | ((units[0] >> 6) & 0x3F)), (byte)(0x80 | (units[0] & 0x3F))]);
            }

            units = units[consumed..];
        }

        return [.. bytes];
    }
}
