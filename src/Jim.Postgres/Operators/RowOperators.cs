using System.Collections.Immutable;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Operators;

/// <summary>Operators of rows and of lists of related rows.</summary>
internal static class RowOperators
{
    public static ConnectiveOperator And { get; } = new("and", SqlText.Of($" and ")) { Cost = 0 };

    public static ConnectiveOperator Or { get; } = new("or", SqlText.Of($" or ")) { Cost = 0 };

    public static QuantifierOperator Every { get; } = new("all", exists: false, seeksFailures: true);

    public static QuantifierOperator None { get; } = new("none", exists: false, seeksFailures: false);

    public static QuantifierOperator Some { get; } = new("some", exists: true, seeksFailures: false);

    public static ExistenceOperator Any { get; } = new("any");

    /// <summary>
    /// A related row is missing, or is one that the caller may not see. Applied to a column that is null only where the row is missing;
    /// where that cannot be, the row that is filtered is always there.
    /// </summary>
    public static FlagOperator IsNull { get; } = new("isNull", (key, wanted) => (key.Nullable, wanted) switch
    {
        (true, true) => SqlText.Of($"{key.Raw} is null"),
        (true, false) => SqlText.Of($"{key.Raw} is not null"),
        (false, true) => SqlText.Of($"false"),
        (false, false) => SqlText.Of($"true"),
    })
    {
        Cost = 0,
        Description = "As a member of another filter: true where there is no such row, or none that the caller may see.",
    };

    /// <summary>A list of related rows.</summary>
    public static ImmutableArray<FilterOperator> OfList { get; } = [Every, None, Some, Any];
}
