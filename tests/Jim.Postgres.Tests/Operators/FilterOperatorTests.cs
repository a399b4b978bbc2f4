using Jim.Postgres.Operators;
using Jim.Postgres.Sql;
using Jim.Postgres.Types;

namespace Jim.Postgres.Tests.Operators;

/// <summary>Each operator of a filter has a name and a meaning of its own.</summary>
public sealed class FilterOperatorTests
{
    /// <summary>The operators of each filter input, by a name for the test.</summary>
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<FilterOperator>> inputs = BuiltInTypes.All
        .DistinctBy(t => t.FilterName)
        .ToDictionary(t => t.FilterName, t => (IReadOnlyList<FilterOperator>)t.Operators)
        .Append(new("list", ListOperators.All))
        .Append(new("rows", RowOperators.OfList))
        .Append(new("path", JsonOperators.All.OfType<PathOperator>().Single().Operators))
        .ToDictionary();

    public static TheoryData<string> Inputs() => [.. inputs.Keys];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_name_stands_for_one_operator(string input) => Assert.Distinct(inputs[input].Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void No_two_operators_mean_the_same(string input) => Assert.Distinct(inputs[input].Select(Meaning));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Negations_and_no_others_hold_for_null(string input) => Assert.All(
        inputs[input].OfType<ValueOperator>(),
        o => Assert.Equal(o.Name.StartsWith('n'), Render(o, nullable: true).Split(' ', ')').Any(word => word is "null" or "distinct")));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Only_where_there_may_be_null_is_it_asked_for(string input) => Assert.All(
        inputs[input].OfType<ValueOperator>().Where(_ => input != "path"),
        o => Assert.DoesNotContain("null", Render(o, nullable: false), StringComparison.Ordinal));

    /// <summary>The SQL for a column that may be null, and how the value is shaped where that is part of the meaning.</summary>
    private static string Meaning(FilterOperator filterOperator) => filterOperator switch
    {
        ValueOperator o => $"{Render(o, nullable: true)} by {(o.SentAs ?? SqlTypes.Text).Encode(Sample(o))}",
        ListOperator o => $"{o.Render(Operand(true), Parameter(), holdsNull: false)} / "
                + $"{o.Render(Operand(true), Parameter(), holdsNull: true)}",
        FlagOperator o => $"{o.Render(Operand(true), true)} / {o.Render(Operand(true), false)}",
        ConnectiveOperator o => o.Sign.ToString(),
        QuantifierOperator o => o.Render(o.Seek(SqlText.Format($"x"))).ToString(),
        ExistenceOperator => "existence",
        PathOperator => "path",
        _ => throw new InvalidOperationException($"no meaning of {filterOperator}"),
    };

    private static object Sample(ValueOperator filterOperator) =>
        filterOperator.SentAs is { Cast: "text[]" or "jsonb[]" } ? new object?[] { "a" } : "a";

    private static string Render(ValueOperator filterOperator, bool nullable) =>
        filterOperator.Render(Operand(nullable), Parameter()).ToString();

    private static FilterOperand Operand(bool nullable) =>
        new(SqlText.Format($"c"), SqlText.Format($"c"), SqlTypes.Text, SqlTypes.TextList, nullable);

    private static SqlParameter Parameter() => new(new ConstantSource("a", 1), SqlTypes.Text);
}
