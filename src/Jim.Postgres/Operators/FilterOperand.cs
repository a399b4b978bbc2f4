using Jim.Postgres.Sql;

namespace Jim.Postgres.Operators;

/// <summary>What an operator is applied to: a column, an item of an array, a place inside a JSON value.</summary>
/// <param name="Expression">What is compared: the value, or its cast where its type is compared as another.</param>
/// <param name="Raw">The value in its own type, for operators that only that type has.</param>
/// <param name="Sent">As what a value to compare with is sent.</param>
/// <param name="SentList">As what a list of such values is sent.</param>
/// <param name="Nullable">The expression may be null, also because an outer join found no row.</param>
public sealed record FilterOperand(SqlText Expression, SqlText Raw, SqlType Sent, SqlType SentList, bool Nullable)
{
    /// <summary>The value is a <c>tsvector</c>: words that are ready to be searched.</summary>
    public bool IsSearchVector { get; init; }

    /// <summary>Of an array: one of its items, by the expression of that item; null: it is no array.</summary>
    public Func<SqlText, FilterOperand>? ToItem { get; init; }

    /// <summary>
    /// A negation, which holds for null too: the not of a condition with two values, whatever SQL makes of null
    /// (as HotChocolate's filters on objects in memory do).
    /// </summary>
    public SqlText OrNull(SqlText negation) => Nullable ? SqlText.Of($"({negation} or {Expression} is null)") : negation;
}
