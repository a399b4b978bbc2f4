namespace Jim.GraphQL.Language;

/// <summary>The UTF-8 text of a document. Converts offsets in bytes into the lines and columns that errors have.</summary>
/// <param name="text">The bytes, which must not change for as long as the document is used.</param>
public sealed class Source(ReadOnlyMemory<byte> text)
{
    /// <summary>The bytes as they were given.</summary>
    public ReadOnlyMemory<byte> Text { get; } = text;

    /// <summary>Length in bytes.</summary>
    public int Length => Text.Length;

    // Measured for valid documents of 7 to 60 KB on 64-bit .NET 10, without their text: fields alone take 97 bytes for a token, fields with
    // selection sets 81, with arguments 37, with directives 30, a list of numbers 36.
    private const int BytesOfToken = 128;

    /// <summary>
    /// The memory that a parsed and validated document of this text keeps, with the text, in bytes; counted rather too high, by the words
    /// and signs of the text.
    /// </summary>
    public long CountKeptBytes()
    {
        var tokens = 0L;
        var inWord = false;
        foreach (var character in Text.Span)
        {
            var isWord = character is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z'
                or (byte)'_' or >= 0x80;
            tokens += isWord ? inWord ? 0 : 1 : character is (byte)' ' or (byte)',' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? 0 : 1;
            inWord = isWord;
        }

        return (tokens * BytesOfToken) + (3L * Text.Length); // a string's value is kept too, two bytes for a character
    }

    /// <summary>The line and column of an offset in bytes, see <see cref="SourceLocation.Locate"/>.</summary>
    public SourceLocation Locate(int offset) => SourceLocation.Locate(Text.Span, offset);
}
