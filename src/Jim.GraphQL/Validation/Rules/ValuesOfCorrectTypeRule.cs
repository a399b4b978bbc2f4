using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Literals are valid for the types that are expected (spec 5.6.1, Values of Correct Type). The fields of an input object exist (spec
/// 5.6.2, Input Object Field Names) and include all required ones (spec 5.6.4, Input Object Required Fields). A oneOf input object has
/// exactly one field (spec 3.10.1, OneOf Input Objects).
/// </summary>
internal sealed class ValuesOfCorrectTypeRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArgument(ArgumentNode argument, InputValueDefinition? definition) =>
        Check(argument.Value, definition?.Type, argument);

    public override void EnterVariable(VariableDefinitionNode variable)
    {
        if (variable.DefaultValue is { } value && Context.FindType(variable) is { IsInput: true } type)
        {
            Check(value, type, variable);
        }
    }

    private void Check(ValueNode value, GraphQLType? type, SyntaxNode owner)
    {
        if (type is null || value is VariableNode || Context.IsFull)
        {
            return;
        }

        if (value is NullValueNode)
        {
            if (type.IsNonNull)
            {
                Report(value, type, owner, null);
            }

            return;
        }

        switch (type.Nullable)
        {
            case ListType list when value is ListValueNode items:
                foreach (var item in items.Items)
                {
                    Check(item, list.OfType, owner);
                }

                break;
            case ListType list:
                // A value that is not a list is coerced to a list with that one item (spec 3.11).
                Check(value, list.OfType, owner);
                break;
            case InputObjectType input when value is ObjectValueNode fields:
                CheckObject(fields, input);
                break;
            case EnumType names:
                CheckEnum(value, names, type, owner);
                break;
            case ScalarType scalar:
                CheckScalar(value, scalar, type, owner);
                break;
            default:
                Report(value, type, owner, null);
                break;
        }
    }

    private void CheckObject(ObjectValueNode value, InputObjectType type)
    {
        foreach (var field in type.Fields)
        {
            if (field.IsRequired && Context.View.Sees(field.VisibleTo) && !value.Fields.Any(f => f.Name.Value == field.Name))
            {
                Context.Report(ValidationErrors.InputFieldMissing(Context, value, field));
            }
        }

        if (type.IsOneOf)
        {
            CheckOneOf(value, type);
        }

        foreach (var node in value.Fields)
        {
            if (Context.View.TryGetInputField(type, node.Name.Value, out var field))
            {
                Check(node.Value, field.Type, node);
            }
            else if (!Context.IsFull)
            {
                var known = type.Fields.Where(f => Context.View.Sees(f.VisibleTo)).Select(f => f.Name);
                Context.Report(ValidationErrors.UnknownInputField(Context, node, type, Context.Suggest(node.Name.Value, known)));
            }
        }
    }

    private void CheckOneOf(ObjectValueNode value, InputObjectType type)
    {
        if (value.Fields.DistinctBy(f => f.Name.Value, StringComparer.Ordinal).Count() != 1)
        {
            Context.Report(ValidationErrors.OneOfNotOne(Context, value, type));
        }
        else if (value.Fields[0].Value is NullValueNode)
        {
            Context.Report(ValidationErrors.OneOfNull(Context, value, type, value.Fields[0].Name.Value));
        }
    }

    private void CheckEnum(ValueNode value, EnumType names, GraphQLType type, SyntaxNode owner)
    {
        if (value is EnumValueNode name && names.Values.TryGet(name.Name, out var known) && Context.View.Sees(known.VisibleTo))
        {
            return;
        }

        var suggestion = value is EnumValueNode near
            ? Context.Suggest(near.Name, names.Values.Where(v => Context.View.Sees(v.VisibleTo)).Select(v => v.Name)).TrimStart()
            : "";
        Report(value, type, owner, suggestion.Length == 0 ? null : suggestion);
    }

    private void CheckScalar(ValueNode value, ScalarType scalar, GraphQLType type, SyntaxNode owner)
    {
        // Variables inside a literal of a scalar have no value yet, so they are replaced by null.
        var literal = value is ListValueNode or ObjectValueNode ? VariableSubstitution.Apply(value, VariableValues.None) : value;
        if (!scalar.Coercion.TryParseLiteral(literal, out _, out var why))
        {
            Report(value, type, owner, why);
        }
    }

    private void Report(ValueNode value, GraphQLType type, SyntaxNode owner, string? why) =>
        Context.Report(ValidationErrors.ValueMismatch(Context, value, type, owner, why));
}
