namespace Jim.Postgres.Sql;

/// <summary>A name in SQL, always quoted, so that no name can become syntax.</summary>
public readonly record struct Identifier(string Name)
{
    public override string ToString() => "\"" + Name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
