using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Turns text into a tree (spec 2, September 2025). All methods throw <see cref="GraphQLSyntaxException"/>, and nothing else, for a
/// document that is not GraphQL or passes a limit. The bytes given must not change while the tree lives.
/// </summary>
public static class Parser
{
    /// <summary>A whole document: executable definitions, type system definitions, or both.</summary>
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

    /// <summary>The same from a string; ranges and the limit of bytes count its UTF-8.</summary>
    public static DocumentNode ParseDocument(string text, ParserOptions? options = null) =>
        ParseDocument(Encoding.UTF8.GetBytes(text), options);

    /// <summary>One value, variables allowed.</summary>
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

    /// <summary>One value without variables.</summary>
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

    /// <summary>One type reference, as <c>[ID!]!</c>.</summary>
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
