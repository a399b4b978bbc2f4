namespace Jim.Postgres.Sql;

/// <summary>SQL ready to be sent.</summary>
/// <param name="Text">The text, in which the parameters are <c>$1</c>, <c>$2</c> and so on.</param>
/// <param name="Parameters">The parameters in the order of their numbers.</param>
public sealed record SqlStatement(string Text, ImmutableArray<SqlParameter> Parameters)
{
    private Marked? _marked;

    /// <summary>
    /// The text with the role's name in a comment before it, so that each role has prepared statements of its own. Postgres plans a
    /// prepared statement again whenever it runs under another role than before: a request then takes 556 µs instead of 281 µs (measured).
    /// </summary>
    public string TextFor(string role)
    {
        var marked = _marked;
        if (marked?.Role != role)
        {
            _marked = marked = new Marked(role, $"/* {role.Replace("*/", string.Empty, StringComparison.Ordinal)} */ {Text}");
        }

        return marked.Text;
    }

    private sealed record Marked(string Role, string Text);
}
