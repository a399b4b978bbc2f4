using System.Runtime.CompilerServices;

namespace Jim.Postgres.Sql;

/// <summary>
/// Lets the compiler put identifiers, pieces of SQL and parameters into an interpolated string. There is no overload for strings or other
/// values, so that code which puts one into SQL does not compile.
/// </summary>
[InterpolatedStringHandler]
public readonly ref struct SqlTextHandler
{
    private readonly ImmutableArray<object>.Builder _parts;

    public SqlTextHandler(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _parts = ImmutableArray.CreateBuilder<object>((formattedCount * 2) + 1);
    }

    public void AppendLiteral(string literal) => _parts.Add(literal);

    public void AppendFormatted(Identifier identifier) => _parts.Add(identifier.ToString());

    public void AppendFormatted(SqlText piece) => piece.CopyTo(_parts);

    public void AppendFormatted(SqlParameter parameter) => _parts.Add(parameter);

    internal SqlText ToSqlText() => new(_parts.ToImmutable());
}
