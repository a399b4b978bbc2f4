namespace Jim.Postgres.Schema;

/// <summary>All names of types that are taken by one type of rows.</summary>
/// <param name="Type"><c>Document</c>.</param>
/// <param name="Plural"><c>Documents</c>; a word without plural keeps its form.</param>
internal sealed record RowNames(string Type, string Plural)
{
    /// <summary>The name of a field with one row: <c>document</c>.</summary>
    public string Singular => Naming.LowerFirst(Type);

    /// <summary>The name of a field with several rows: <c>documents</c>.</summary>
    public string Many => Naming.LowerFirst(Plural);

    public string Connection => $"{Plural}Connection";

    public string Edge => $"{Plural}Edge";

    public string Filter => $"{Type}FilterInput";

    public string ListFilter => $"ListFilterInputTypeOf{Type}FilterInput";

    public string Sort => $"{Type}SortInput";

    public string Change => $"{Type}Change";

    /// <summary>Every name but <see cref="Type"/>.</summary>
    public IEnumerable<string> Derived =>
    [
        Connection, Edge, Filter, ListFilter, Sort, Change, .. from verb in (string[])["Create", "Update", "Delete"]
            from part in (string[])["Input", "Payload", "Error"]
            select $"{verb}{Type}{part}",
    ];

    public static RowNames For(string type) => new(type, Naming.Plural(type));
}
