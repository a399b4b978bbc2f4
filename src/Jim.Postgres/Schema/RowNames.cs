namespace Jim.Postgres.Schema;

/// <summary>The names that one relation takes in the schema: its object type's, and those of the types that go with it.</summary>
/// <param name="Type">The object type: <c>Document</c>.</param>
/// <param name="Plural"><c>Documents</c>; the same as <paramref name="Type"/> for a word without plural.</param>
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

    /// <summary>The names of all types but <see cref="Type"/>.</summary>
    public IEnumerable<string> Derived =>
    [
        Connection, Edge, Filter, ListFilter, Sort, Change, .. from verb in (string[])["Create", "Update", "Delete"]
            from part in (string[])["Input", "Payload", "Error"]
            select $"{verb}{Type}{part}",
    ];

    public static RowNames For(string type) => new(type, Naming.Plural(type));
}
