using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// Replaces the variables in a literal by their values, for a scalar that reads the literal as a whole (<c>meta: { owner: $id }</c> of type
/// Any). An object field whose variable is absent is left out; an absent variable in a list becomes null.
/// </summary>
internal static class VariableSubstitution
{
    public static ValueNode Apply(ValueNode literal, VariableValues variables) => literal switch
    {
        VariableNode variable => variables.TryGet(variable.Name, out var value) ? BuildLiteral(value) : new NullValueNode(variable.Range),
        ListValueNode list => new ListValueNode([.. list.Items.Select(item => Apply(item, variables))], list.Range),
        ObjectValueNode fields => new ObjectValueNode(
            [.. fields.Fields.Where(f => !LiteralCoercion.IsAbsent(f.Value, variables))
                .Select(f => new ObjectFieldNode(f.Name, Apply(f.Value, variables), f.Range))],
            fields.Range),
        _ => literal,
    };

    private static ValueNode BuildLiteral(object? value) => value switch
    {
        null => new NullValueNode(SourceRange.None),
        bool boolean => new BooleanValueNode(boolean, SourceRange.None),
        string text => BuildText(text),
        EnumValueDefinition name => new EnumValueNode(name.Name, SourceRange.None),
        int or short or long => new IntValueNode(Convert.ToString(value, CultureInfo.InvariantCulture)!, SourceRange.None),
        double number => new FloatValueNode(number.ToString("R", CultureInfo.InvariantCulture), SourceRange.None),
        ExactDecimal { IsNumber: true } number => new FloatValueNode(number.Text, SourceRange.None),
        ExactDecimal word => BuildText(word.Text),
        object?[] items => new ListValueNode([.. items.Select(BuildLiteral)], SourceRange.None),
        InputObject input => new ObjectValueNode([.. input.Fields.Select(f => BuildField(f.Key.Name, f.Value))], SourceRange.None),
        JsonElement json => new JsonValueNode(json),
        _ => BuildScalar(value),
    };

    /// <summary>The literal of any other scalar is what the scalar itself writes for the value.</summary>
    private static ValueNode BuildScalar(object value)
    {
        using var output = new JsonBuffer(64);
        foreach (var scalar in Scalars.All)
        {
            output.Truncate(0);
            if (scalar.Coercion is not (AnyCoercion or StringCoercion) && scalar.Coercion.TryWrite(value, output))
            {
                var reader = new Utf8JsonReader(output.WrittenSpan);
                return new JsonValueNode(JsonElement.ParseValue(ref reader));
            }
        }

        return new NullValueNode(SourceRange.None);
    }

    private static StringValueNode BuildText(string text) => new(text, block: false, SourceRange.None);

    private static ObjectFieldNode BuildField(string name, object? value) =>
        new(new NameNode(name, SourceRange.None), BuildLiteral(value), SourceRange.None);
}
