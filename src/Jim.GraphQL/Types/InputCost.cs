namespace Jim.GraphQL.Types;

/// <summary>
/// What an argument or a field of an input object adds to the cost of an operation where it is given, besides what its own fields add.
/// </summary>
/// <param name="Weight">The weight of its <c>@cost</c>.</param>
public sealed record InputCost(double Weight)
{
    /// <summary>For a text: how often the weight counts, such as once for each word; null: once.</summary>
    public Func<string, double>? CountText { get; init; }

    /// <summary>For a list: the weight counts once for each so many items; 0: once for all.</summary>
    public int ItemsPerWeight { get; init; }

    /// <summary>How often the fields below it count, because they are compared with so many things.</summary>
    public double TimesBelow { get; init; } = 1;
}
