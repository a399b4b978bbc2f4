using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Parses text into a syntax tree (spec 2, September 2025). For text that is not GraphQL or exceeds a limit, all methods throw
/// <see cref="GraphQLSyntaxException"/> and no other exception. The given bytes must not change for as long as the tree is used.
/// </summary>
public static class Parser
{
    /// <summary>Parses a whole document: executable definitions, type system definitions, or both.</summary>
    public static DocumentNode ParseDocument(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var parser = new DocumentParser(utf8.Span, options ?? ParserOptions.Default);
        try
        {
            return parser.ParseDocument(new Source(utf8));
        }
        finally
        {
            parser.Dispose();
        }
    }

    /// <summary>Parses a document from a string. Source ranges and the limit on bytes refer to its UTF-8 encoding.</summary>
    public static DocumentNode ParseDocument(string text, ParserOptions? options = null) =>
        ParseDocument(Encoding.UTF8.GetBytes(text), options);

    /// <summary>Parses one value, which may contain variables.</summary>
    public static ValueNode ParseValue(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var parser = new DocumentParser(utf8.Span, options ?? ParserOptions.Default);
        try
        {
            return parser.ParseWholeValue(isConst: false);
        }
        finally
        {
            parser.Dispose();
        }
    }

    /// <summary>Parses one value without variables.</summary>
    public static ValueNode ParseConstValue(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var parser = new DocumentParser(utf8.Span, options ?? ParserOptions.Default);
        try
        {
            return parser.ParseWholeValue(isConst: true);
        }
        finally
        {
            parser.Dispose();
        }
    }

    /// <summary>Parses one type reference, such as <c>[ID!]!</c>.</summary>
    public static TypeNode ParseType(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var parser = new DocumentParser(utf8.Span, options ?? ParserOptions.Default);
        try
        {
            return parser.ParseWholeType();
        }
        finally
        {
            parser.Dispose();
        }
    }
}
