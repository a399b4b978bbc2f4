using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Planning.Paging;

/// <summary>The bounds that the cursors of a page set.</summary>
internal static class PageBounds
{
    /// <summary>Limits the rows of a SELECT to those between the cursors.</summary>
    public static void Apply(PlanContext plan, RowScope scope, RowOrder order, PageArguments arguments, string coordinate)
    {
        if (arguments.After is { } after)
        {
            scope.Where(Beyond(plan, order, after, reversed: false, inclusive: false, "after", coordinate));
        }

        if (arguments.Before is { } before)
        {
            scope.Where(Beyond(plan, order, before, reversed: true, inclusive: false, "before", coordinate));
        }
    }

    /// <summary>The condition that a row comes at or before the row of <c>after</c>, and so before the page.</summary>
    public static SqlText Preceding(PlanContext plan, RowOrder order, ArgumentValue after, string coordinate) =>
        Beyond(plan, order, after, reversed: true, inclusive: true, "after", coordinate);

    /// <summary>The condition that a row comes at or after the row of <c>before</c>, and so after the page.</summary>
    public static SqlText Following(PlanContext plan, RowOrder order, ArgumentValue before, string coordinate) =>
        Beyond(plan, order, before, reversed: false, inclusive: true, "before", coordinate);

    private static SqlText Beyond(
        PlanContext plan, RowOrder order, ArgumentValue argument, bool reversed, bool inclusive, string name, string coordinate)
    {
        var text = (string)argument.Value!;
        if (!order.Reader.TryRead(text, out var cursor, out var nulls))
        {
            throw PlanErrors.Cursor(coordinate, name, text);
        }

        plan.Guards.Cursor(argument, order.Reader, nulls);
        var source = plan.CreateSource(argument);
        return Keyset.After(
            reversed ? [.. order.Terms.Select(t => t.Reversed())] : order.Terms,
            i => plan.Parameter(new CursorSource(source, order.Reader, i), order.Reader.Formats[i].Type),
            cursor.IsNull,
            inclusive);
    }
}
