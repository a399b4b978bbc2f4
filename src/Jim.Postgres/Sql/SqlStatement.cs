namespace Jim.Postgres.Sql;

/// <summary>SQL ready to send: its text with <c>$n</c> and the parameters in order.</summary>
public sealed record SqlStatement(string Text, ImmutableArray<SqlParameter> Parameters)
{
    private Marked? _marked;

    /// <summary>
    /// The text with the role's name as a comment, so that each role has prepared statements of its own. Postgres plans a prepared
    /// statement again whenever the role changes: 556 µs instead of 281 µs (measured).
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
