using Jim.GraphQL.Validation.Rules;

namespace Jim.GraphQL.Validation;

internal static partial class ValidationErrors
{
    public static GraphQLError ArgumentRepeated(ValidationContext context, IEnumerable<NameNode> names) =>
        Make(context, nameof(UniqueArgumentNamesRule),
            "More than one argument with the same name in an argument set is ambiguous and invalid.",
            "sec-Argument-Uniqueness", names,
            ("type", context.InDirective ? null : context.ParentType?.Name), ("field", context.InDirective ? null : context.Field?.Name),
            ("directive", context.Directive?.Name), ("argument", names.First().Value));

    public static GraphQLError UnknownArgument(ValidationContext context, ArgumentNode argument, string suggestion) =>
        Make(context, nameof(KnownArgumentNamesRule), $"The argument `{argument.Name}` does not exist.{suggestion}",
            "sec-Argument-Names", [argument],
            ("type", context.InDirective ? null : context.ParentType?.Name), ("field", context.InDirective ? null : context.Field?.Name),
            ("directive", context.Directive?.Name), ("argument", argument.Name.Value));

    public static GraphQLError ArgumentMissing(ValidationContext context, SyntaxNode node, InputValueDefinition argument) =>
        Make(context, nameof(ProvidedRequiredArgumentsRule), $"The argument `{argument.Name}` is required.",
            "sec-Required-Arguments", [node],
            ("type", context.InDirective ? null : context.ParentType?.Name), ("field", context.InDirective ? null : context.Field?.Name),
            ("directive", context.Directive?.Name), ("argument", argument.Name));

    public static GraphQLError InputFieldRepeated(ValidationContext context, NameNode first, NameNode second) =>
        Make(context, nameof(UniqueInputFieldNamesRule), $"There can be only one input field named `{second}`.",
            "sec-Input-Object-Field-Uniqueness", [first, second], ("field", second.Value));

    public static GraphQLError UnknownInputField(ValidationContext context, ObjectFieldNode field, InputObjectType type,
        string suggestion) =>
        Make(context, nameof(ValuesOfCorrectTypeRule), $"The specified input object field `{field.Name}` does not exist.{suggestion}",
            "sec-Input-Object-Field-Names", [field], ("type", type.Name), ("field", field.Name.Value));

    public static GraphQLError InputFieldMissing(ValidationContext context, ObjectValueNode value, InputValueDefinition field) =>
        Make(context, nameof(ValuesOfCorrectTypeRule), $"`{field.Name}` is a required field and cannot be null.",
            "sec-Input-Object-Required-Fields", [value], ("field", field.Name));

    public static GraphQLError OneOfNotOne(ValidationContext context, ObjectValueNode value, InputObjectType type) =>
        Make(context, nameof(ValuesOfCorrectTypeRule), $"The oneOf input object `{type}` must have exactly one field.",
            "sec-All-Variable-Usages-Are-Allowed", [value], ("type", type.Name));

    public static GraphQLError OneOfNull(ValidationContext context, ObjectValueNode value, InputObjectType type, string field) =>
        Make(context, nameof(ValuesOfCorrectTypeRule), $"The field `{field}` of the oneOf input object `{type}` must not be null.",
            "sec-Values-of-Correct-Type", [value], ("type", type.Name), ("field", field));

    public static GraphQLError ValueMismatch(ValidationContext context, ValueNode value, GraphQLType type, SyntaxNode owner, string? why)
    {
        var written = Printer.Print(value);
        return owner switch
        {
            ArgumentNode argument => Make(context, nameof(ValuesOfCorrectTypeRule),
                "The specified argument value does not match the argument type.",
                "sec-Values-of-Correct-Type", [value],
                ("argument", argument.Name.Value), ("argumentValue", written), ("locationType", type.ToString()), ("reason", why)),
            ObjectFieldNode field => Make(context, nameof(ValuesOfCorrectTypeRule),
                $"The specified value type of field `{field.Name}` does not match the field type.",
                "sec-Values-of-Correct-Type", [value],
                ("fieldName", field.Name.Value), ("fieldType", type.ToString()), ("locationType", type.ToString()), ("reason", why)),
            VariableDefinitionNode variable => Make(context, nameof(ValuesOfCorrectTypeRule),
                $"The specified value type of variable `{variable.Variable.Name}` does not match the variable type.",
                "sec-Values-of-Correct-Type", [value],
                ("variable", variable.Variable.Name), ("variableType", Printer.Print(variable.Type)), ("locationType", type.ToString()),
                    ("reason", why)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static GraphQLError VariableNameTaken(ValidationContext context, IEnumerable<VariableNode> variables) =>
        Make(context, nameof(UniqueVariableNamesRule),
            "A document containing operations that define more than one variable with the same name is invalid for execution.",
            "sec-Variable-Uniqueness", variables.Select(GetName), ("variable", variables.First().Name));

    /// <summary>The name after the dollar sign, which is the location that graphql-js reports.</summary>
    private static NameNode GetName(VariableNode variable) =>
        new(variable.Name, new SourceRange(variable.Range.End - variable.Name.Length, variable.Range.End));

    public static GraphQLError VariableNotInput(ValidationContext context, VariableDefinitionNode variable) =>
        Make(context, nameof(VariablesAreInputTypesRule), $"The type of variable `{variable.Variable.Name}` is not an input type.",
            "sec-Variables-Are-Input-Types", [variable.Type],
            ("variable", variable.Variable.Name), ("variableType", Printer.Print(variable.Type)));

    public static GraphQLError VariableUndeclared(ValidationContext context, VariableNode variable, OperationDefinitionNode operation) =>
        Make(context, nameof(NoUndefinedVariablesRule), $"The following variables were not declared: {variable.Name}.",
            "sec-All-Variable-Uses-Defined", [variable, operation], ("variable", variable.Name));

    public static GraphQLError VariableUnused(ValidationContext context, VariableDefinitionNode variable) =>
        Make(context, nameof(NoUnusedVariablesRule), $"The following variables were not used: {variable.Variable.Name}.",
            "sec-All-Variables-Used", [variable], ("variable", variable.Variable.Name));

    public static GraphQLError VariableIncompatible(ValidationContext context, VariableDefinitionNode variable, VariableNode node,
        GraphQLType locationType) =>
        Make(context, nameof(VariablesInAllowedPositionRule),
            $"The variable `{node.Name}` is not compatible with the type of the current location.",
            "sec-All-Variable-Usages-Are-Allowed", [variable, node],
            ("variable", node.Name), ("variableType", Printer.Print(variable.Type)), ("locationType", locationType.ToString()));

    public static GraphQLError VariableNullableInOneOf(ValidationContext context, VariableDefinitionNode variable, VariableNode node,
        InputObjectType type) =>
        Make(context, nameof(VariablesInAllowedPositionRule),
            $"The variable `{node.Name}` must be non-null to be used in the oneOf input object `{type}`.",
            "sec-All-Variable-Usages-Are-Allowed", [variable, node],
            ("variable", node.Name), ("variableType", Printer.Print(variable.Type)), ("type", type.Name));
}
