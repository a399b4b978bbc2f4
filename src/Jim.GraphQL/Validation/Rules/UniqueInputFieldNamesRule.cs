namespace Jim.GraphQL.Validation.Rules;

/// <summary>No field of an input object is given twice (spec 5.6.3, Input Object Field Uniqueness).</summary>
internal sealed class UniqueInputFieldNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArgument(ArgumentNode argument, InputValueDefinition? definition) => Check(argument.Value);

    public override void EnterVariable(VariableDefinitionNode variable)
    {
        if (variable.DefaultValue is { } value)
        {
            Check(value);
        }
    }

    private void Check(ValueNode value)
    {
        switch (value)
        {
            case ListValueNode list:
                foreach (var item in list.Items)
                {
                    Check(item);
                }

                break;
            case ObjectValueNode fields:
                CheckFields(fields);
                break;
        }
    }

    private void CheckFields(ObjectValueNode value)
    {
        var known = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (var field in value.Fields)
        {
            if (!known.TryAdd(field.Name.Value, field.Name))
            {
                Context.Report(ValidationErrors.InputFieldRepeated(Context, known[field.Name.Value], field.Name));
            }

            Check(field.Value);
        }
    }
}
