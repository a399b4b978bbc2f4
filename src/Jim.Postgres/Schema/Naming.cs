using System.Buffers;
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
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary><c>owner_id</c>, <c>OwnerId</c>, <c>OWNER_ID</c> → <c>ownerId</c>; <c>IOFile</c> → <c>ioFile</c>.</summary>
    public static string Field(string name)
    {
        var words = Words(name);
        words[0] = LowerFirst(words[0]);
        for (var i = 1; i < words.Count; i++)
        {
            words[i] = UpperFirst(words[i]);
        }

        return Startable(Join(words));
    }

    /// <summary><c>document_status</c> → <c>DocumentStatus</c>.</summary>
    public static string Type(string name)
    {
        var words = Words(name);
        for (var i = 0; i < words.Count; i++)
        {
            words[i] = UpperFirst(words[i]);
        }

        return Startable(Join(words));
    }

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

        var run = 0;
        while (run < word.Length && char.IsAsciiLetterUpper(word[run]))
        {
            run++;
        }

        var lowered = run > 1 && run < word.Length && char.IsAsciiLetterLower(word[run]) ? run - 1 : run;
        return lowered == 0 ? word : word[..lowered].ToLowerInvariant() + word[lowered..];
    }

    /// <summary><c>document</c> → <c>Document</c>, <c>OWNER</c> → <c>Owner</c>.</summary>
    public static string UpperFirst(string word) =>
        IsUpper(word) && word.Length > 1
            ? word[0] + word[1..].ToLowerInvariant()
            : char.ToUpperInvariant(word[0]) is var first && first == word[0] ? word : first + word[1..];

    public static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.StartsWith("__", StringComparison.Ordinal)
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>
    /// The runs of ASCII letters and digits in a name; other ASCII characters only separate them. A character outside of ASCII, which may
    /// be all that tells two names apart, becomes <c>u</c> and its UTF-16 code in hexadecimal digits; so does every character of a name
    /// without any letter or digit.
    /// </summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        for (int start = 0, at = 0; at <= name.Length; at++)
        {
            if (at < name.Length && (char.IsAsciiLetterOrDigit(name[at]) || !char.IsAscii(name[at])))
            {
                continue;
            }

            if (at > start)
            {
                var run = name[start..at];
                words.Add(Ascii.IsValid(run) ? run : Spell(run, char.IsAscii));
            }

            start = at + 1;
        }

        return words.Count > 0 ? words : [Spell(name, _ => false)];
    }

    /// <summary>The text with every character that it may not keep as <c>u</c> and four digits.</summary>
    private static string Spell(string text, Func<char, bool> keeps) =>
        string.Concat(text.Select(c => keeps(c) ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"u{(int)c:x4}")));

    private static string Join(List<string> words) => words.Count == 1 ? words[0] : string.Concat(words);

    private static bool IsUpper(string word)
    {
        var some = false;
        foreach (var c in word)
        {
            if (char.IsAsciiLetterLower(c))
            {
                return false;
            }

            some |= char.IsAsciiLetterUpper(c);
        }

        return some;
    }

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
