using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Inputs;

/// <summary>The limits on the variables of a request.</summary>
/// <param name="ErrorsMax">The number of errors that are reported. Coercion stops at the next one.</param>
/// <param name="DepthMax">How deep lists and input objects may be nested inside one variable.</param>
/// <param name="ValuesMax">The number of list items and input object fields in all variables together.</param>
public sealed record CoercionLimits(int ErrorsMax = 20, int DepthMax = 64, int ValuesMax = 50_000) : ILimited<CoercionLimits>
{
    /// <summary>The limits that apply without settings.</summary>
    public static CoercionLimits Default { get; } = new();

    /// <inheritdoc/>
    public static ImmutableArray<Limit<CoercionLimits>> Limits =>
    [
        new(
            "Most values (items of lists, fields of input objects) in the variables of a request.", Default.ValuesMax, "`HC0001`",
            (o, v) => o with { ValuesMax = (int)v })
        {
            SettingName = "VALUES",
        },
        new("Deepest nesting of a variable.", Default.DepthMax, "`HC0001`", (o, v) => o with { DepthMax = (int)v }),
    ];
}
