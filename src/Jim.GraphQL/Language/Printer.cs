using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Writes a tree as text in graphql-js's format: two blanks of indentation, arguments on lines of their own where they would pass 80
/// characters. Parsing the text again gives the same tree. Throws <see cref="InsufficientExecutionStackException"/> for a tree deeper than
/// the stack.
/// </summary>
public static class Printer
{
    /// <summary>The text of the node and all below it, lines apart by LF, without one at the end.</summary>
    public static string Print(SyntaxNode node)
    {
        var text = new StringBuilder();
        new PrintWriter(text).Write(node);
        return text.ToString();
    }
}
