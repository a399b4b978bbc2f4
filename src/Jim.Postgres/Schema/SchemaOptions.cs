using System.Collections.Immutable;

namespace Jim.Postgres.Schema;

/// <summary>How a catalog becomes a schema.</summary>
/// <param name="PageDefault">Rows of a page where neither first nor last is given.</param>
/// <param name="PageMax">Most rows of a page.</param>
public sealed record SchemaOptions(int PageDefault = 10, int PageMax = 100)
{
    public static SchemaOptions Default { get; } = new();

    /// <summary>Called in order after the database's part is built and before the schema is sealed, to add the fields of C# code.</summary>
    public ImmutableArray<Action<SchemaUnderConstruction>> Extensions { get; init; } = [];

    public SchemaOptions Extend(Action<SchemaUnderConstruction> extension) => this with { Extensions = Extensions.Add(extension) };
}
