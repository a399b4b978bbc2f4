using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Validation;

/// <summary>
/// Finds the variables on whose values the price of arguments depends: those that hold whole filters, and those whose text or length
/// counts. A variable that holds one value to compare with costs the same whatever it is.
/// </summary>
internal static class CostVariables
{
    /// <summary>Adds their names, those of all fragments included.</summary>
    public static void AddTo(HashSet<string> found, Operation operation)
    {
        Add(operation.RootType, operation.Definition.SelectionSet);
        foreach (var fragment in operation.Fragments.Values)
        {
            Add(Find(fragment.TypeCondition), fragment.SelectionSet);
        }

        NamedType? Find(NamedTypeNode condition) =>
            operation.View.TryGetType(condition.Name.Value, out var type) ? type : null;

        void Add(NamedType? type, SelectionSetNode set)
        {
            foreach (var selection in set.Selections)
            {
                switch (selection)
                {
                    case FieldNode field when FindField(type, field.Name.Value) is { } definition:
                        AddArguments(found, definition, field);
                        if (field.SelectionSet is { } below)
                        {
                            Add(definition.Type.Named, below);
                        }

                        break;
                    case InlineFragmentNode inline:
                        var inner = inline.TypeCondition is { } named ? Find(named) : type;
                        Add(inner, inline.SelectionSet);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private static FieldDefinition? FindField(NamedType? type, string name) =>
        type is FieldsType { Fields: var fields } && fields.TryGet(name, out var field) ? field : null;

    private static void AddArguments(HashSet<string> found, FieldDefinition field, FieldNode node)
    {
        foreach (var argument in node.Arguments)
        {
            if (field.Arguments.TryGet(argument.Name.Value, out var definition) && definition.Cost is not null)
            {
                AddValue(found, definition, argument.Value);
            }
        }
    }

    private static void AddValue(HashSet<string> found, InputValueDefinition definition, ValueNode value)
    {
        // What else a literal is, costs the same in each request.
        switch (value)
        {
            case VariableNode variable when DependsOnValue(definition, []):
                found.Add(variable.Name);
                break;
            case ListValueNode list:
                foreach (var item in list.Items)
                {
                    AddValue(found, definition, item);
                }

                break;
            case ObjectValueNode fields when definition.Type.Named is InputObjectType type:
                foreach (var field in fields.Fields)
                {
                    if (type.Fields.TryGet(field.Name.Value, out var inner))
                    {
                        AddValue(found, inner, field.Value);
                    }
                }

                break;
            default:
                break;
        }
    }

    private static bool DependsOnValue(InputValueDefinition definition, HashSet<NamedType> seen) =>
        definition.Cost is { CountText: not null } or { ItemsPerWeight: > 0 }
        || (definition.Type.Named is InputObjectType type && seen.Add(type)
            && type.Fields.Any(field => field.Cost is not null || DependsOnValue(field, seen)));
}
