using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Jim.Postgres.Schema;

/// <summary>
/// The singular and the plural of an English word, as names of tables use it. A word is changed only where a rule without known
/// exceptions applies, or where <see cref="InflectionWords"/> lists it: <c>boxes</c> → <c>box</c>, but <c>quota</c>, <c>sms</c> and
/// words with letters that English does not have stay. A name that was not inflected is a good name; a word that does not exist is not.
/// </summary>
internal static partial class Inflection
{
    private const string Vowels = "aeiou";

    // Schemas are built from the same few words again and again.
    private static readonly ConcurrentDictionary<string, string> Singulars = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Plurals = new(StringComparer.Ordinal);

    /// <summary><c>Statuses</c> → <c>Status</c>; the word itself where it is no plural, or not surely one.</summary>
    public static string Singular(string word) => Singulars.GetOrAdd(word, w => Convert(w, FindSingular));

    /// <summary><c>Status</c> → <c>Statuses</c>; the word itself where it is a plural already, or has none.</summary>
    public static string Plural(string word) => Plurals.GetOrAdd(word, w => Convert(w, FindPlural));

    private static string Convert(string word, Func<string, string> find)
    {
        var lower = word.ToLowerInvariant();
        var found = IsKept(lower) ? lower : find(lower);
        var same = 0;
        while (same < found.Length && same < lower.Length && found[same] == lower[same])
        {
            same++;
        }

        // Letters that both forms have keep their case; person and people have the first one.
        return word[..same] + found[same..];
    }

    /// <summary>True for a word with one form only, or of which the other form is not sure.</summary>
    private static bool IsKept(string word) =>
        InflectionWords.Unchanged.Contains(word) || Ends(word, InflectionWords.UnchangedEndings) || Escaped().IsMatch(word);

    private static string FindSingular(string word)
    {
        if (InflectionWords.SingularOf.TryGetValue(word, out var irregular))
        {
            return irregular;
        }

        foreach (var (plural, singular) in InflectionWords.Compounds)
        {
            if (Ends(word, [plural]))
            {
                return word[..^plural.Length] + singular;
            }
        }

        var isShort = word.Length <= 3 && !InflectionWords.ShortPlurals.Contains(word);
        return isShort || !word.EndsWith('s') || char.IsAsciiDigit(word[^2]) ? word : WithoutEnding(word);
    }

    /// <summary>The singular of a word of four letters or more that ends in s and is not listed.</summary>
    private static string WithoutEnding(string word) => word switch
    {
        "bias" => word,
        _ when Ends(word, ["ss"]) => word,
        _ when Ends(word, ["us"]) => Ends(word, InflectionWords.PluralsInUs) ? word[..^1] : word,
        _ when Ends(word, ["is"]) => Ends(word, InflectionWords.PluralsInIs) ? word[..^1] : word,
        _ when Ends(word, InflectionWords.SingularsInS) => word,
        _ when Ends(word, ["ies"]) => word.Length > 4 ? word[..^3] + "y" : word[..^1],
        _ when Ends(word, ["yses"]) => word[..^2] + "is",
        _ when Ends(word, ["sses", "shes", "ches", "xes", "zzes", "tzes"]) => word[..^2],
        _ when Ends(word, ["uses"]) => Ends(word, ["ouses", "auses", "euses"]) ? word[..^1] : word[..^2],
        _ when Ends(word, InflectionWords.PluralsOfS) => word[..^2],
        _ when Ends(word, ["oes"]) => InflectionWords.PluralsInOes.Contains(word) ? word[..^1] : word[..^2],
        _ when Ends(word, ["pos"]) => InflectionWords.PluralsInPos.Contains(word) ? word[..^1] : word,
        _ => word[..^1],
    };

    private static string FindPlural(string word)
    {
        if (InflectionWords.PluralOf.TryGetValue(word, out var irregular))
        {
            return irregular;
        }

        foreach (var (plural, singular) in InflectionWords.Compounds)
        {
            if (Ends(word, [singular]))
            {
                return word[..^singular.Length] + plural;
            }
        }

        return FindSingular(word) != word || InflectionWords.SingularOf.ContainsKey(word) ? word : WithEnding(word);
    }

    /// <summary>The plural of a word that is not listed and not a plural itself.</summary>
    private static string WithEnding(string word) => word switch
    {
        _ when Ends(word, ["sis"]) => word[..^2] + "es",
        _ when Ends(word, InflectionWords.SingularsWithPlural) => word + "es",
        _ when Ends(word, ["ss", "us"]) => word.Length > 3 && !Ends(word, ["ous"]) ? word + "es" : word,
        _ when Ends(word, ["s"]) => word,
        _ when Ends(word, InflectionWords.HardCh) => word + "s",
        _ when Ends(word, ["x", "z", "ch", "sh"]) => word + "es",
        _ when word.Length > 1 && word[^1] == 'y' && !Vowels.Contains(word[^2], StringComparison.Ordinal) => word[..^1] + "ies",
        _ when Ends(word, InflectionWords.PluralsWithOes) => word + "es",
        _ => word + "s",
    };

    private static bool Ends(string word, ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A letter outside of ASCII, as <see cref="Naming"/> writes it: the word is not an English one.</summary>
    [GeneratedRegex("u[0-9a-f]{3}[0-9]|u[0-9][0-9a-f]{3}")]
    private static partial Regex Escaped();
}
