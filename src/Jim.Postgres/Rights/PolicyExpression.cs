namespace Jim.Postgres.Rights;

/// <summary>
/// A node of a policy's condition as Postgres stores it (<c>pg_policy.polqual::text</c>): <c>{BOOLEXPR :boolop or :args ({…} {…})}</c>. It
/// answers what decides whether Postgres can use indexes under the policy.
/// </summary>
public sealed class PolicyExpression
{
    private readonly List<PolicyExpression> _children = [];
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly string _kind;

    private PolicyExpression(string kind) => _kind = kind;

    /// <summary>Reads the text of one node. Throws <see cref="FormatException"/> where it is not one.</summary>
    public static PolicyExpression Parse(string text)
    {
        var open = new Stack<PolicyExpression>();
        string? field = null;
        for (var at = 0; at < text.Length;)
        {
            switch (text[at])
            {
                case '{':
                    open.Push(new PolicyExpression(ReadWord(text, ref at)));
                    break;
                case '}' when open.TryPop(out var node):
                    at++;
                    if (!open.TryPeek(out var parent))
                    {
                        return node;
                    }

                    parent._children.Add(node);
                    break;
                case ':':
                    field = ReadWord(text, ref at);
                    break;
                case ' ' or '(' or ')' or '\n':
                    at++;
                    break;
                default:
                    at--;
                    var value = ReadWord(text, ref at);
                    if (field is not null && open.TryPeek(out var of))
                    {
                        of._fields.TryAdd(field, value);
                    }

                    break;
            }
        }

        throw new FormatException("The text holds no whole node of an expression.");
    }

    /// <summary>The conditions of which one must be true: what OR joins, or the expression itself.</summary>
    public IEnumerable<PolicyExpression> Arms() =>
        _kind == "BOOLEXPR" && _fields["boolop"] == "or" ? _children.SelectMany(c => c.Arms()) : [this];

    /// <summary>True for a constant as <c>true</c>, which Postgres takes into account before it chooses a plan.</summary>
    public bool IsConstant => _kind == "CONST";

    /// <summary>
    /// True where the value depends on the row. Where it does not, no index can serve it, and Postgres has to expect that it is true for
    /// every row.
    /// </summary>
    public bool ReadsRow() => ReadsRow(0);

    /// <summary>OIDs of the functions that are called outside of sub-selects, so for each row and not once for a statement.</summary>
    public IEnumerable<uint> FindCallsPerRow() => _kind == "QUERY"
        ? []
        : _children.SelectMany(c => c.FindCallsPerRow()).Concat(
            _kind == "FUNCEXPR" ? [uint.Parse(_fields["funcid"], System.Globalization.CultureInfo.InvariantCulture)] : []);

    /// <param name="depth">How many sub-selects the node is in: a column of the policy's table counts them in <c>varlevelsup</c>.</param>
    private bool ReadsRow(int depth) => _kind == "VAR"
        ? _fields["varlevelsup"] == depth.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : _children.Any(c => c.ReadsRow(_kind == "QUERY" ? depth + 1 : depth));

    /// <summary>
    /// Reads the word after the character at <paramref name="at"/>. A backslash takes the meaning from the character after it.
    /// </summary>
    private static string ReadWord(string text, ref int at)
    {
        var begin = ++at;
        while (at < text.Length && text[at] is not (' ' or '\n' or '{' or '}' or '(' or ')'))
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return text[begin..Math.Min(at, text.Length)];
    }
}
