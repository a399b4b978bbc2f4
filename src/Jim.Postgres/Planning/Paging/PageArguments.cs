using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Paging;

/// <summary>The arguments of a connection by their meaning. They are checked as HotChocolate does it, with its error codes.</summary>
/// <param name="Size">How many rows the page has at most: <c>first</c>, <c>last</c>, or the default.</param>
/// <param name="Backward">True when <c>last</c> is given.</param>
/// <param name="After">The cursor after which the page begins; null as the others where it is not given or null.</param>
/// <param name="Before">The cursor before which the page ends.</param>
/// <param name="Where">The filter.</param>
/// <param name="Order">The order.</param>
internal sealed record PageArguments(
    int Size, bool Backward, ArgumentValue? After, ArgumentValue? Before, ArgumentValue? Where, ArgumentValue? Order)
{
    /// <summary>
    /// Throws <see cref="Jim.GraphQL.Errors.GraphQLException"/> where both sizes are given (HC0052) or the size is too large (HC0051) or
    /// negative (HC0079).
    /// </summary>
    public static PageArguments Read(PlanContext plan, CollectedField field, string coordinate)
    {
        var byRole = plan.Arguments(field)
            .Where(a => a.Key.Binding is RoleInput)
            .ToDictionary(a => ((RoleInput)a.Key.Binding!).Role, a => a.Value);
        foreach (var value in byRole.Values)
        {
            plan.Guards.Nullness(value);
        }

        var first = Number(plan, byRole.GetValueOrDefault(ArgumentRole.First));
        var last = Number(plan, byRole.GetValueOrDefault(ArgumentRole.Last));
        if (first is not null && last is not null)
        {
            throw PlanErrors.FirstAndLast(coordinate, field.Definition!.Type.Named.Name);
        }

        var size = first ?? last ?? plan.Options.PageDefault;
        if (size < 0)
        {
            throw PlanErrors.PageNegative(coordinate, size);
        }

        if (size > plan.Options.PageMax)
        {
            throw PlanErrors.PageTooLarge(coordinate, size, plan.Options.PageMax);
        }

        return new PageArguments(
            size, last is not null, Given(ArgumentRole.After), Given(ArgumentRole.Before),
            Given(ArgumentRole.Where), Given(ArgumentRole.Order));

        ArgumentValue? Given(ArgumentRole role) => byRole.GetValueOrDefault(role) is { IsNull: false } value ? value : null;
    }

    private static int? Number(PlanContext plan, ArgumentValue? value)
    {
        if (value is null or { IsNull: true })
        {
            return null;
        }

        plan.Guards.Same(value);
        return (int)value.Value!;
    }
}
