namespace Jim.Postgres.Schema;

/// <summary>What the generated schema depends on besides the catalog.</summary>
/// <param name="PageDefault">How many rows a page has where neither <c>first</c> nor <c>last</c> is given.</param>
/// <param name="PageMax">How many rows a page has at most.</param>
public sealed record SchemaOptions(int PageDefault = 10, int PageMax = 100)
{
    /// <summary>The default page sizes, and no extensions.</summary>
    public static SchemaOptions Default { get; } = new();

    /// <summary>Called in order after the database's part is built and before the schema is sealed, to add the fields of C# code.</summary>
    public ImmutableArray<Action<SchemaUnderConstruction>> Extensions { get; init; } = [];

    /// <summary>The same options with one extension more.</summary>
    public SchemaOptions Extend(Action<SchemaUnderConstruction> extension) => this with { Extensions = Extensions.Add(extension) };
}
