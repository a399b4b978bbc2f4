namespace Jim.Postgres.Planning.Paging;

/// <summary>
/// The condition that a row comes after that of a cursor in an order. For columns without nulls it has a form that lets Postgres start to
/// read an index on the order at the cursor's place: one row comparison where all columns have the same direction, else a bound on the
/// first column besides the exact condition.
/// </summary>
internal static class Keyset
{
    private static readonly SqlText Never = SqlText.Format($"false");

    /// <param name="terms">The order, reversed already for a page that is read backwards.</param>
    /// <param name="value">The parameter with the cursor's value of a term.</param>
    /// <param name="isNull">Whether the cursor's value of a term is null.</param>
    /// <param name="inclusive">The row that the cursor was made of fulfils the condition too.</param>
    public static SqlText After(
        ImmutableArray<OrderTerm> terms, Func<int, SqlParameter> value, Func<int, bool> isNull, bool inclusive = false)
    {
        if (terms.Length > 1 && terms.All(t => !t.Nullable && t.Descending == terms[0].Descending))
        {
            var columns = SqlText.Join(RowScope.Comma, terms.Select(t => t.Expression));
            var values = SqlText.Join(RowScope.Comma, terms.Select((_, i) => SqlText.Format($"{value(i)}")));
            var sign = inclusive ? SqlText.Format($"{Sign(terms[0])}=") : Sign(terms[0]);
            return SqlText.Format($"({columns}) {sign} ({values})");
        }

        return From(0);

        SqlText From(int i)
        {
            var strictly = Strictly(terms[i], isNull(i) ? null : value(i));
            var c = terms[i].Expression;
            if (i == terms.Length - 1)
            {
                return (inclusive, isNull(i)) switch
                {
                    (false, _) => strictly,
                    (true, true) => SqlText.Format($"({strictly} or {c} is null)"),
                    (true, false) when !terms[i].Nullable => SqlText.Format($"{c} {Sign(terms[i])}= {value(i)}"),
                    (true, false) => SqlText.Format($"({strictly} or {c} = {value(i)})"),
                };
            }

            return (terms[i].Nullable, isNull(i)) switch
            {
                (false, false) => SqlText.Format($"({c} {Sign(terms[i])}= {value(i)} and ({strictly} or {From(i + 1)}))"),
                (_, true) => SqlText.Format($"({strictly} or ({c} is null and {From(i + 1)}))"),
                _ => SqlText.Format($"({strictly} or ({c} = {value(i)} and {From(i + 1)}))"),
            };
        }
    }

    /// <summary>
    /// The condition that a row's value comes strictly after that of the cursor. In ascending order nulls are last: after a value come
    /// greater ones and null, after null nothing. In descending order they are first.
    /// </summary>
    private static SqlText Strictly(OrderTerm term, SqlParameter? value)
    {
        var c = term.Expression;
        return (term.Descending, value) switch
        {
            (false, null) => Never,
            (true, null) => SqlText.Format($"{c} is not null"),
            (false, not null) when term.Nullable => SqlText.Format($"({c} > {value} or {c} is null)"),
            (_, not null) => SqlText.Format($"{c} {Sign(term)} {value}"),
        };
    }

    private static SqlText Sign(OrderTerm term) => term.Descending ? SqlText.Format($"<") : SqlText.Format($">");
}
