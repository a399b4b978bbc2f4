using System.Globalization;
using System.Text;

namespace Jim.Postgres.Sql;

/// <summary>Writes arrays in Postgres' text form, with every item quoted (PostgreSQL manual, section 8.15.6).</summary>
public static class ArrayText
{
    /// <summary>The text of an array of one dimension, <c>{"a",NULL}</c>, of the texts of its items.</summary>
    public static string Format(IEnumerable<string?> items)
    {
        var text = new StringBuilder("{");
        foreach (var item in items)
        {
            text.Append(text.Length > 1 ? "," : string.Empty);
            _ = item is null
                ? text.Append("NULL")
                : text.Append('"')
                    .Append(item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
                    .Append('"');
        }

        return text.Append('}').ToString();
    }

    /// <summary>The text of one item, as the input function of its type reads it.</summary>
    /// <param name="encoded">A value as <see cref="SqlType.Encode"/> makes it.</param>
    public static string Item(object encoded) => encoded switch
    {
        string s => s,
        bool b => b ? "t" : "f",
        byte[] bytes => "\\x" + Convert.ToHexString(bytes),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"no array text for {encoded.GetType().Name}"),
    };
}
