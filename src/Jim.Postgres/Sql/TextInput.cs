using System.Text;
using Jim.GraphQL.Errors;

namespace Jim.Postgres.Sql;

/// <summary>Checks text before it is sent, and makes it into patterns.</summary>
public static class TextInput
{
    /// <summary>Postgres stores no NUL character, and refusing it here gives a code instead of a database error.</summary>
    public static object Text(object value)
    {
        var text = value as string ?? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new GraphQLException(InputErrors.NulCharacter())
            : WellFormed(text);
    }

    /// <summary>A LIKE pattern that finds the text itself: <c>%</c>, <c>_</c> and <c>\</c> lose their meaning.</summary>
    public static string Escape(object value) => ((string)Text(value))
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    // Half a surrogate pair cannot be UTF-8; .NET would send a replacement character and silently change the text.
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
