using System.Collections.Frozen;
using Jim.Postgres.Shapes;

namespace Jim.Postgres.Planning;

/// <summary>What the planner is told by the server (design §11).</summary>
public sealed record PlanOptions
{
    /// <summary>Rows of a page where neither <c>first</c> nor <c>last</c> is given.</summary>
    public int PageDefault { get; init; } = 10;

    /// <summary>The largest page; more is HC0051.</summary>
    public int PageMax { get; init; } = 100;

    /// <summary>Operators in one <c>where</c>; more is HC0117.</summary>
    public int FilterOperationsMax { get; init; } = 64;

    /// <summary>Writers of the fields that the gateway makes, by <see cref="Schema.DerivedField.Name"/>.</summary>
    public FrozenDictionary<string, DerivedValue> Derived { get; init; } = FrozenDictionary<string, DerivedValue>.Empty;
}
