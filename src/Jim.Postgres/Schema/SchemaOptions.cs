using System.Collections.Immutable;

namespace Jim.Postgres.Schema;

/// <summary>How a catalog becomes a schema.</summary>
/// <param name="PageDefault">Rows of a page where neither first nor last is given.</param>
/// <param name="PageMax">Most rows of a page.</param>
public sealed record SchemaOptions(int PageDefault = 10, int PageMax = 100)
{
    public static SchemaOptions Default { get; } = new();

    /// <summary>Run in order when the database's part is complete and nothing is frozen yet: where C# adds its fields and types.</summary>
    public ImmutableArray<Action<SchemaUnderConstruction>> Extensions { get; init; } = [];

    public SchemaOptions Extend(Action<SchemaUnderConstruction> extension) => this with { Extensions = Extensions.Add(extension) };
}
