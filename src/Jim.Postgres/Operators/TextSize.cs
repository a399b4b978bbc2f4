namespace Jim.Postgres.Operators;

/// <summary>How large a text is that is looked for.</summary>
internal static class TextSize
{
    private const int CharactersPerPiece = 32;

    /// <summary>How many words Postgres may find in it, the words <c>or</c> among them: stretches of letters and digits.</summary>
    public static int CountWords(string text)
    {
        var words = 0;
        var inside = false;
        foreach (var character in text)
        {
            var isPart = char.IsLetterOrDigit(character) || char.IsSurrogate(character);
            words += isPart && !inside ? 1 : 0;
            inside = isPart;
        }

        return words;
    }

    /// <summary>How many started pieces of 32 characters it has.</summary>
    public static int CountPieces(string text) => (text.Length + CharactersPerPiece - 1) / CharactersPerPiece;
}
