namespace Jim.Postgres.Schema;

/// <summary>The names that one relation takes in the schema: its object type's, and those of the types that go with it.</summary>
/// <param name="Type">The object type: <c>Document</c>.</param>
/// <param name="Plural"><c>Documents</c>; the same as <paramref name="Type"/> for a word without plural.</param>
internal sealed record RowNames(string Type, string Plural)
{
    /// <summary>The name of a field with one row: <c>document</c>.</summary>
    public string Singular { get; } = Naming.LowerFirst(Type);

    /// <summary>The name of a field with several rows: <c>documents</c>.</summary>
    public string Many { get; } = Naming.LowerFirst(Plural);

    public string Connection => $"{Plural}Connection";

    public string Edge => $"{Plural}Edge";

    public string Filter => $"{Type}FilterInput";

    public string ListFilter => $"ListFilterInputTypeOf{Type}FilterInput";

    public string Sort => $"{Type}SortInput";

    /// <summary>The names of the type that a comment gives (<c>@name Story</c>).</summary>
    public static RowNames ForType(string type) => new(type, Naming.Plural(type));

    /// <summary>The names of a table. Where its name is a plural, its list keeps it: <c>indices</c>, not <c>indexes</c>.</summary>
    public static RowNames ForTable(string table)
    {
        var name = Naming.Type(table);
        var type = Naming.Singular(name);
        return type == name ? ForType(name) : new RowNames(type, name);
    }

    /// <summary>The same names after that of a database schema: <c>AuditDocument</c>, <c>AuditDocuments</c>.</summary>
    public RowNames In(string schema) => new(Naming.Type(schema) + Type, Naming.Type(schema) + Plural);
}
