namespace Jim.Postgres.Operators;

/// <summary>What an operator is applied to: a column, an item of an array, a place inside a JSON value.</summary>
/// <param name="Expression">What is compared: the value, cast where values of its type are compared as those of another type.</param>
/// <param name="Raw">The value without a cast, for operators that only its own type has.</param>
/// <param name="Sent">The type under which a value to compare with is sent.</param>
/// <param name="SentList">The type under which a list of such values is sent.</param>
/// <param name="Nullable">True when the expression may be null, be it because an outer join found no row.</param>
public sealed record FilterOperand(SqlText Expression, SqlText Raw, SqlType Sent, SqlType SentList, bool Nullable)
{
    /// <summary>The value as text, for the operators that only text has.</summary>
    public SqlText Text
    {
        get => field ?? Expression;
        init;
    }

    /// <summary>What LIKE is applied to.</summary>
    public SqlText Matched
    {
        get => field ?? Text;
        init;
    }

    /// <summary>True for a <c>tsvector</c>, which can be searched without being converted.</summary>
    public bool IsSearchVector { get; init; }

    /// <summary>For an array: makes the operand for one item from the expression of that item. Null: the operand is not an array.</summary>
    public Func<SqlText, FilterOperand>? ToItem { get; init; }

    /// <summary>For an array: its items are of a composite type.</summary>
    public bool ItemsAreRows { get; init; }

    /// <summary>
    /// The operand for a column whose collation takes different texts for equal, where Postgres refuses LIKE before version 18: LIKE then
    /// compares letters under the database's own collation.
    /// </summary>
    public FilterOperand MatchLetters() => this with
    {
        Matched = SqlText.Format($"({Text} collate pg_catalog.\"default\")"),
        ToItem = ToItem is { } toItem ? item => toItem(item).MatchLetters() : null,
    };

    /// <summary>
    /// A negated condition that is true for null as well. In SQL the negation of a comparison with null is null, so that the row would be
    /// left out; HotChocolate's filters, which are conditions of C#, find it.
    /// </summary>
    public SqlText OrNull(SqlText negation) => Nullable ? SqlText.Format($"({negation} or {Expression} is null)") : negation;
}
