using System.Text;

namespace Jim.GraphQL.Language;

/// <summary>
/// Prints a syntax tree in the format of graphql-js: indented by two spaces, and with each argument on its own line when one line for all
/// would be longer than 80 characters. Parsing the text again results in the same tree. Throws
/// <see cref="InsufficientExecutionStackException"/> for a tree that is too deep for the stack.
/// </summary>
public static class Printer
{
    /// <summary>The text of the node and everything below it. Lines are separated by LF; there is none at the end.</summary>
    public static string Print(SyntaxNode node)
    {
        var text = new StringBuilder();
        new PrintWriter(text).Write(node);
        return text.ToString();
    }
}
