using System.Globalization;
using System.Text;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// All errors of the coercion of variables and arguments (spec 6.1.2, 6.4.1), with the messages and codes of HotChocolate.
/// </summary>
internal static class CoercionErrors
{
    public const string InvalidValue = "HC0001";
    public const string InvalidType = "HC0016";
    public const string NotAnInputType = "HC0017";
    public const string NonNull = "HC0018";

    public static GraphQLError VariableRequired(Source source, VariableDefinitionNode variable) =>
        new($"Variable `{variable.Variable.Name}` is required.")
        {
            Code = NonNull,
            Locations = [source.Locate(variable.Range.Start)],
            Extensions = [new("variable", variable.Variable.Name)],
        };

    public static GraphQLError VariableNotInput(Source source, VariableDefinitionNode variable) =>
        new($"The type of variable `{variable.Variable.Name}` is not an input type.")
        {
            Code = NotAnInputType,
            Locations = [source.Locate(variable.Type.Range.Start)],
            Extensions = [new("variable", variable.Variable.Name)],
        };

    public static GraphQLError VariablesNotAnObject() => new("The variables must be a JSON object.") { Code = InvalidType };

    public static GraphQLError VariablesNotText() => new("A name in the variables is not text.") { Code = InvalidType };

    public static GraphQLError TooMany() =>
        new("Too many errors processing variables, error limit reached. Execution aborted.") { Code = InvalidValue };

    public static GraphQLError VariableInvalid(Source source, VariableDefinitionNode variable, ImmutableArray<object> below, string why) =>
        new($"Variable `{variable.Variable.Name}` got an invalid value{At(variable, below)}: {why}")
        {
            Code = InvalidValue,
            Locations = [source.Locate(variable.Range.Start)],
            Extensions = [new("variable", variable.Variable.Name), new("inputPath", below.Cast<object?>().ToArray())],
        };

    public static GraphQLError ArgumentRequired(Source? source, SyntaxNode node, InputValueDefinition argument) =>
        At(source, node, $"The argument `{argument.Name}` is required.", NonNull, argument);

    public static GraphQLError ArgumentNull(Source? source, SyntaxNode node, InputValueDefinition argument) =>
        At(source, node, $"The argument `{argument.Name}` is of type `{argument.Type}` and cannot be null.", NonNull, argument);

    public static GraphQLError ArgumentInvalid(Source? source, SyntaxNode node, InputValueDefinition argument) =>
        At(source, node, "The specified argument value does not match the argument type.", InvalidValue, argument);

    private static GraphQLError At(Source? source, SyntaxNode node, string message, string code, InputValueDefinition argument) =>
        new(message)
        {
            Code = code,
            Locations = source is null ? [] : [source.Locate(node.Range.Start)],
            Extensions = [new("argument", argument.Name), new("locationType", argument.Type.ToString())],
        };

    private static string At(VariableDefinitionNode variable, ImmutableArray<object> below)
    {
        if (below.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder($" at `{variable.Variable.Name}");
        foreach (var segment in below)
        {
            text = segment is int index ? text.Append(CultureInfo.InvariantCulture, $"[{index}]") : text.Append('.').Append(segment);
        }

        return text.Append('`').ToString();
    }
}
