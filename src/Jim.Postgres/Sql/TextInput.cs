using System.Text;
using Jim.GraphQL.Errors;

namespace Jim.Postgres.Sql;

/// <summary>Checks texts before they are sent, and escapes them for patterns.</summary>
public static class TextInput
{
    /// <summary>
    /// The text of a value, as a string. Throws <see cref="GraphQLException"/> with JIM_NUL_CHARACTER for the character U+0000, which
    /// Postgres cannot store, and with JIM_INVALID_TEXT for half of a surrogate pair.
    /// </summary>
    public static object Text(object value)
    {
        var text = value as string ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new GraphQLException(InputErrors.NulCharacter())
            : WellFormed(text);
    }

    /// <summary>
    /// The text as a pattern of LIKE that finds this very text: <c>%</c>, <c>_</c> and <c>\</c> are escaped. Throws as <see cref="Text"/>.
    /// </summary>
    public static string Escape(object value) => ((string)Text(value))
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    // Half of a surrogate pair cannot be written in UTF-8. .NET would send a replacement character, so another text would be stored.
    private static string WellFormed(string text)
    {
        for (var rest = text.AsSpan(); rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0;)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                throw new GraphQLException(InputErrors.BrokenText());
            }

            rest = rest[(at + used)..];
        }

        return text;
    }
}
