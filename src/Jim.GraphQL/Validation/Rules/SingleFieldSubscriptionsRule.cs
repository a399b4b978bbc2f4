using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// A subscription selects exactly one root field, which is not an introspection field and has neither <c>@skip</c> nor <c>@include</c>
/// (spec 5.2.4.1, Single Root Field).
/// </summary>
internal sealed class SingleFieldSubscriptionsRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinitionNode operation)
    {
        if (operation.Kind != OperationKind.Subscription || Context.ParentType is not ObjectType root)
        {
            return;
        }

        var fields = new Dictionary<string, List<FieldNode>>(StringComparer.Ordinal);
        var order = new List<string>();
        Collect(operation.SelectionSet, root, fields, order, []);
        if (order.Count > 1)
        {
            Context.Report(ValidationErrors.SubscriptionNotSingle(Context, order.Skip(1).SelectMany(name => fields[name])));
        }

        foreach (var nodes in order.Select(name => fields[name]))
        {
            if (IntrospectionTypes.IsReserved(nodes[0].Name.Value))
            {
                Context.Report(ValidationErrors.SubscriptionIntrospects(Context, nodes));
            }
        }
    }

    /// <summary>
    /// CollectSubscriptionFields (spec 5.2.4.1): collects the root fields by response name, and reports <c>@skip</c> and <c>@include</c>.
    /// </summary>
    private void Collect(SelectionSetNode set, ObjectType root, Dictionary<string, List<FieldNode>> fields, List<string> order,
        HashSet<string> entered)
    {
        foreach (var selection in set.Selections)
        {
            if (selection.Directives.FirstOrDefault(d => d.Name.Value is "skip" or "include") is { } conditional)
            {
                Context.Report(ValidationErrors.SubscriptionConditional(Context, conditional));
                continue;
            }

            switch (selection)
            {
                case FieldNode field:
                    Add(field, fields, order);
                    break;
                case InlineFragmentNode inline when FieldCollector.Applies(Context.View, inline.TypeCondition, root):
                    Collect(inline.SelectionSet, root, fields, order, entered);
                    break;
                case FragmentSpreadNode spread when entered.Add(spread.Name.Value)
                    && Context.TryGetFragment(spread.Name.Value, out var fragment)
                    && FieldCollector.Applies(Context.View, fragment.TypeCondition, root):
                    Collect(fragment.SelectionSet, root, fields, order, entered);
                    break;
            }
        }
    }

    private static void Add(FieldNode field, Dictionary<string, List<FieldNode>> fields, List<string> order)
    {
        if (!fields.TryGetValue(field.ResponseName, out var nodes))
        {
            fields[field.ResponseName] = nodes = [];
            order.Add(field.ResponseName);
        }

        nodes.Add(field);
    }
}
