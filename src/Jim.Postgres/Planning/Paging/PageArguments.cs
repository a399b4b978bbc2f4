using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Paging;

/// <summary>The arguments of a connection by their meaning. They are checked as HotChocolate does it, with its error codes.</summary>
internal sealed record PageArguments(
    int Size, bool Backward, ArgumentValue? After, ArgumentValue? Before, ArgumentValue? Where, ArgumentValue? Order)
{
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
