using System.Collections.Frozen;
using Jim.Postgres.Shapes;

namespace Jim.Postgres.Planning;

/// <summary>Limits of queries, and the writers of derived fields.</summary>
public sealed record PlanOptions
{
    /// <summary>Rows of a page where neither <c>first</c> nor <c>last</c> is given.</summary>
    public int PageDefault { get; init; } = 10;

    /// <summary>The largest page that may be asked for; more is refused with HC0051.</summary>
    public int PageMax { get; init; } = 100;

    /// <summary>How many operators one <c>where</c> may have; more are refused with HC0117.</summary>
    public int FilterOperationsMax { get; init; } = 64;

    /// <summary>Writers of the fields that the gateway makes, by <see cref="Schema.DerivedField.Name"/>.</summary>
    public FrozenDictionary<string, DerivedValue> Derived { get; init; } = FrozenDictionary<string, DerivedValue>.Empty;
}
