using System.Collections.Immutable;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Inputs;

/// <summary>What the coercion of variables bears before it refuses.</summary>
/// <param name="ErrorsMax">Faults told; one more ends the coercion.</param>
/// <param name="DepthMax">Nesting of lists and input objects inside one variable.</param>
/// <param name="ValuesMax">Items of lists and fields of input objects in all variables together.</param>
public sealed record CoercionLimits(int ErrorsMax = 20, int DepthMax = 64, int ValuesMax = 50_000) : ILimited<CoercionLimits>
{
    /// <summary>20 faults, 64 deep.</summary>
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
