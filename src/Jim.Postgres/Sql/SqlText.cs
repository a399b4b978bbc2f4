using System.Globalization;
using System.Text;

namespace Jim.Postgres.Sql;

/// <summary>
/// A piece of SQL. It can only be made of literals of the source code, quoted identifiers, parameters and other pieces
/// (<see cref="SqlTextHandler"/> takes nothing else), so that no value or name that a client sends can become syntax.
/// </summary>
public sealed class SqlText
{
    private readonly ImmutableArray<object> _parts;

    internal SqlText(ImmutableArray<object> parts) => _parts = parts;

    public static SqlText Empty { get; } = new([]);

    public bool IsEmpty => _parts.IsEmpty;

    /// <summary>Makes a piece of SQL from an interpolated string: <c>SqlText.Format($"{column} = {parameter}")</c>.</summary>
    public static SqlText Format(SqlTextHandler text) => text.ToSqlText();

    /// <summary>
    /// A whole number as a literal. LIMIT needs one: with a parameter there, Postgres could only guess how many rows a generic plan has to
    /// return.
    /// </summary>
    public static SqlText Number(long value) => new([value.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The name of a type, for a cast.</summary>
    public static SqlText TypeName(SqlType type) => new([type.Cast]);

    /// <summary>The alias <c>t1</c>, <c>t2</c> and so on.</summary>
    public static SqlText Alias(int number) => new([string.Create(CultureInfo.InvariantCulture, $"t{number}")]);

    /// <summary>The pieces with a separator between them.</summary>
    public static SqlText Join(SqlText separator, IEnumerable<SqlText> pieces)
    {
        var parts = ImmutableArray.CreateBuilder<object>();
        foreach (var piece in pieces)
        {
            if (parts.Count > 0)
            {
                parts.AddRange(separator._parts);
            }

            parts.AddRange(piece._parts);
        }

        return new SqlText(parts.ToImmutable());
    }

    /// <summary>
    /// Numbers the parameters in the order in which they first occur. A parameter that occurs twice has one number and is sent once.
    /// </summary>
    public SqlStatement ToStatement()
    {
        var text = new StringBuilder(512);
        var parameters = new List<SqlParameter>();
        var numbers = new Dictionary<SqlParameter, int>();
        foreach (var part in _parts)
        {
            if (part is not SqlParameter parameter)
            {
                text.Append((string)part);
                continue;
            }

            if (!numbers.TryGetValue(parameter, out var number))
            {
                parameters.Add(parameter);
                numbers.Add(parameter, number = parameters.Count);
            }

            text.Append('$').Append(number).Append("::").Append(parameter.Type.Cast);
        }

        return new SqlStatement(text.ToString(), [.. parameters]);
    }

    public override string ToString() => ToStatement().Text;

    internal void CopyTo(ImmutableArray<object>.Builder parts) => parts.AddRange(_parts);
}
