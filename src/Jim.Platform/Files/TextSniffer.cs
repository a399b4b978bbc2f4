using System.Buffers;
using System.Text;

namespace Jim.Platform.Files;

/// <summary>Tells text from other bytes, and the kinds of text that a browser would run from plain text.</summary>
internal static class TextSniffer
{
    private static readonly byte[][] HtmlStarts =
    [
        .. new[]
            {
                "<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<link", "<base", "<style", "<script", "<template",
                "<iframe", "<object", "<embed", "<img", "<video", "<audio", "<form", "<input", "<table", "<font", "<div", "<h1", "<p", "<a",
                "<b", "<br", "<math", "<!--",
            }
            .Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Control bytes that no text has; tab, line feed, form feed, carriage return and escape do occur.</summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(b => b is not (9 or 10 or 12 or 13 or 27)).Select(b => (byte)b)]);

    /// <summary>The text's type, null when the bytes are no text. No bytes at all are no text either.</summary>
    public static string? Find(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return ContentTypes.PlainText;
        }

        var text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        if (text.IsEmpty || text.ContainsAny(Controls) || !IsUtf8(text))
        {
            return null;
        }

        return Markup(text.TrimStart(" \t\r\n\f"u8)) ?? ContentTypes.PlainText;
    }

    private static string? Markup(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '<')
        {
            return null;
        }

        if (StartsWithIgnoreCase(text, "<?xml"u8) || StartsWithIgnoreCase(text, "<!doctype svg"u8) || StartsWithIgnoreCase(text, "<svg"u8))
        {
            return ContainsIgnoreCase(text, "<svg"u8) ? "image/svg+xml"
                : ContainsIgnoreCase(text, "<html"u8) ? "application/xhtml+xml"
                : "text/xml";
        }

        foreach (var start in HtmlStarts)
        {
            if (StartsWithIgnoreCase(text, start) && (start.Length == text.Length || !char.IsAsciiLetter((char)text[start.Length])))
            {
                // A comment may stand before the root of an SVG as well.
                return ContainsIgnoreCase(text, "<svg"u8) && !ContainsIgnoreCase(text, "<html"u8) && start is [_, (byte)'!', ..]
                    ? "image/svg+xml"
                    : "text/html";
            }
        }

        return null;
    }

    /// <summary>Valid UTF-8, except that the sample may cut the last character.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var used);
            if (status != OperationStatus.Done)
            {
                return status == OperationStatus.NeedMoreData;
            }

            text = text[used..];
        }

        return true;
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private static bool ContainsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var i = text.IndexOf(word[0]); i >= 0 && i + word.Length <= text.Length;)
        {
            if (StartsWithIgnoreCase(text[i..], word))
            {
                return true;
            }

            var next = text[(i + 1)..].IndexOf(word[0]);
            i = next < 0 ? -1 : i + 1 + next;
        }

        return false;
    }
}
