namespace Jim.Postgres.Operators;

/// <summary>
/// One operator of a filter, such as <c>eq</c>, and all that Jim knows of it: its name in the schema, its cost, what value it takes and
/// which SQL it becomes. To add an operator, add it to the list of its kind (<see cref="ComparisonOperators"/>,
/// <see cref="TextOperators"/>, <see cref="JsonOperators"/>, <see cref="ListOperators"/>, <see cref="RowOperators"/>). Two operators are
/// equal only when they are the same instance.
/// </summary>
public abstract class FilterOperator(string name)
{
    /// <summary>The member of the filter input.</summary>
    public string Name { get; } = name;

    /// <summary>The weight of its <c>@cost</c>, the same as in HotChocolate 16; 0: it has no such directive.</summary>
    public int Cost { get; init; } = 10;

    /// <summary>What the weight counts for.</summary>
    public CostUnit CountedBy { get; init; }

    /// <summary>Its description in the schema; null: it has none.</summary>
    public string? Description { get; init; }

    public override string ToString() => Name;
}

/// <summary>What the weight of an operator counts for: the work of Postgres grows with it.</summary>
public enum CostUnit
{
    /// <summary>Once, whatever the value is.</summary>
    Once,

    /// <summary>Each word of a search.</summary>
    Words,

    /// <summary>Each started 32 characters of a text that is looked for inside others.</summary>
    Characters,

    /// <summary>Each item of a list of conditions.</summary>
    Items,

    /// <summary>Each started ten values of a list.</summary>
    TenItems,

    /// <summary>Once, and the conditions below it as often as an item is assumed to have related ones.</summary>
    RelatedItems,
}

/// <summary>Compares with one value, which is sent as a parameter.</summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="render">The condition; the parameter is the value.</param>
public sealed class ValueOperator(string name, Func<FilterOperand, SqlParameter, SqlText> render) : FilterOperator(name)
{
    /// <summary>The value's type in the schema; null: the type of the operand.</summary>
    public GraphQLType? Takes { get; init; }

    /// <summary>The type under which the value is sent; null: that of the operand.</summary>
    public SqlType? SentAs { get; init; }

    /// <summary>Renders the condition for a value of null; where this is null, a value of null is refused.</summary>
    public Func<FilterOperand, SqlText>? RenderNull { get; init; }

    public SqlText Render(FilterOperand operand, SqlParameter value) => render(operand, value);
}

/// <summary>Compares with a list of values of the filtered type, which is sent as one parameter without its nulls.</summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="render">The condition; the flag is true when the list holds a null.</param>
public sealed class ListOperator(string name, Func<FilterOperand, SqlParameter, bool, SqlText> render) : FilterOperator(name)
{
    public SqlText Render(FilterOperand operand, SqlParameter values, bool holdsNull) => render(operand, values, holdsNull);
}

/// <summary>Takes true or false, which decides the text of the statement: <c>isNull: true</c>.</summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="render">The condition; the flag is the value.</param>
public sealed class FlagOperator(string name, Func<FilterOperand, bool, SqlText> render) : FilterOperator(name)
{
    public SqlText Render(FilterOperand operand, bool value) => render(operand, value);
}

/// <summary>Joins filters of the type that it belongs to: <c>and</c>, <c>or</c>.</summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="sign">The SQL word with a space before and after it.</param>
public sealed class ConnectiveOperator(string name, SqlText sign) : FilterOperator(name)
{
    public SqlText Sign { get; } = sign;
}

/// <summary>
/// Says for how many items of an array or related rows a filter must hold: <c>some</c>, <c>none</c>, <c>all</c>. Each becomes EXISTS or
/// NOT EXISTS of items that are looked for: <c>all</c> means that no item exists for which the filter does not hold.
/// </summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="exists">True: there must be an item that is looked for; false: there must be none.</param>
/// <param name="seeksFailures">True: the items that are looked for are those for which the filter does not hold.</param>
public sealed class QuantifierOperator(string name, bool exists, bool seeksFailures) : FilterOperator(name)
{
    /// <summary>True where an empty filter always holds, because no item can fail it.</summary>
    public bool SeeksFailures { get; } = seeksFailures;

    /// <summary>
    /// The condition of the items that are looked for. A filter whose condition is null for an item does not hold for it.
    /// </summary>
    /// <param name="condition">The filter's own condition.</param>
    public SqlText Seek(SqlText condition) => SeeksFailures ? SqlText.Format($"({condition}) is not true") : condition;

    /// <summary>The operator's condition.</summary>
    /// <param name="from">FROM and WHERE of the items that are looked for.</param>
    public SqlText Render(SqlText from) =>
        exists ? SqlText.Format($"exists (select {from})") : SqlText.Format($"not exists (select {from})");
}

/// <summary>Takes true (there is at least one related row) or false (there is none).</summary>
public sealed class ExistenceOperator(string name) : FilterOperator(name);

/// <summary>Takes a list of conditions on parts of a JSON value, each with a path and the operators given here.</summary>
/// <param name="name">The member of the filter input.</param>
/// <param name="operators">The operators that can be applied to such a part.</param>
public sealed class PathOperator(string name, IReadOnlyList<FilterOperator> operators) : FilterOperator(name)
{
    public IReadOnlyList<FilterOperator> Operators { get; } = operators;
}
