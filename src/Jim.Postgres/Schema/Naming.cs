using System.Globalization;
using System.Text;

namespace Jim.Postgres.Schema;

/// <summary>
/// Makes GraphQL names of names of the database (GraphQL spec 2.1.8: ASCII letters, digits and underscore, no digit first,
/// <c>__</c> is reserved), in upper and lower case as HotChocolate names members of C#. The result depends on nothing but the given name;
/// <see cref="TypeNames"/> and <see cref="FieldNames"/> see to names that come twice.
/// </summary>
internal static class Naming
{
    /// <summary><c>owner_id</c>, <c>OwnerId</c>, <c>OWNER_ID</c> → <c>ownerId</c>; <c>IOFile</c> → <c>ioFile</c>.</summary>
    public static string Field(string name)
    {
        var words = Words(name);
        var text = new StringBuilder(LowerFirst(words[0]));
        foreach (var word in words.Skip(1))
        {
            text.Append(UpperFirst(word));
        }

        return Startable(text.ToString());
    }

    /// <summary><c>document_status</c> → <c>DocumentStatus</c>.</summary>
    public static string Type(string name) => Startable(string.Concat(Words(name).Select(UpperFirst)));

    /// <summary><c>in_review</c>, <c>InReview</c>, <c>in review</c> → <c>IN_REVIEW</c>; <c>StringGUID</c> → <c>STRING_GUID</c>.</summary>
    public static string EnumValue(string label)
    {
        if (label.Length == 0)
        {
            return "_";
        }

        var text = new StringBuilder();
        foreach (var word in Words(label))
        {
            text.Append(text.Length == 0 ? "" : "_");
            for (var i = 0; i < word.Length; i++)
            {
                var afterSmall = i > 0 && char.IsAsciiLetterUpper(word[i]) && !char.IsAsciiLetterUpper(word[i - 1]);
                var lastCapital = i > 0 && i + 1 < word.Length && char.IsAsciiLetterUpper(word[i - 1]) && char.IsAsciiLetterUpper(word[i])
                    && char.IsAsciiLetterLower(word[i + 1]);
                text.Append(afterSmall || lastCapital ? "_" : "").Append(char.ToUpperInvariant(word[i]));
            }
        }

        return Startable(text.ToString());
    }

    /// <summary><c>Documents</c> → <c>Document</c>. Only the last word, which begins with the last capital, is changed.</summary>
    public static string Singular(string name) => Inflect(name, Inflection.Singular);

    /// <summary><c>Document</c> → <c>Documents</c>, in the same way.</summary>
    public static string Plural(string name) => Inflect(name, Inflection.Plural);

    /// <summary><c>Document</c> → <c>document</c>, <c>IOFile</c> → <c>ioFile</c>, <c>ID</c> → <c>id</c>.</summary>
    public static string LowerFirst(string word)
    {
        if (IsUpper(word))
        {
            return word.ToLowerInvariant();
        }

        var run = word.TakeWhile(char.IsAsciiLetterUpper).Count();
        var lowered = run > 1 && run < word.Length && char.IsAsciiLetterLower(word[run]) ? run - 1 : run;
        return word[..lowered].ToLowerInvariant() + word[lowered..];
    }

    /// <summary><c>document</c> → <c>Document</c>, <c>OWNER</c> → <c>Owner</c>.</summary>
    public static string UpperFirst(string word) =>
        IsUpper(word) && word.Length > 1
            ? word[0] + word[1..].ToLowerInvariant()
            : char.ToUpperInvariant(word[0]) + word[1..];

    public static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.StartsWith("__", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>
    /// The runs of ASCII letters and digits in a name; other ASCII characters only separate them. A character outside of ASCII, which may
    /// be all that tells two names apart, becomes <c>u</c> and its UTF-16 code in hexadecimal digits; so does every character of a name
    /// without any letter or digit.
    /// </summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in name.Append('_'))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (!char.IsAscii(c))
            {
                word.Append(CultureInfo.InvariantCulture, $"u{(int)c:x4}");
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words.Count > 0 ? words : [string.Concat(name.Select(c => string.Create(CultureInfo.InvariantCulture, $"u{(int)c:x4}")))];
    }

    private static bool IsUpper(string word) => word.Any(char.IsAsciiLetterUpper) && !word.Any(char.IsAsciiLetterLower);

    private static string Startable(string name) => char.IsAsciiDigit(name[0]) ? $"_{name}" : name;

    private static string Inflect(string name, Func<string, string> inflect)
    {
        var start = name.Length - 1;
        while (start > 0 && !char.IsAsciiLetterUpper(name[start]))
        {
            start--;
        }

        return name[..start] + inflect(name[start..]);
    }
}
