using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// Writes variables' values into a literal that a scalar is to read as a whole (<c>meta: { owner: $id }</c> of type Any). An absent
/// variable leaves its object field out and is null in a list.
/// </summary>
internal static class VariableSubstitution
{
    public static ValueNode Apply(ValueNode literal, VariableValues variables) => literal switch
    {
        VariableNode variable => variables.TryGet(variable.Name, out var value) ? Literal(value) : new NullValueNode(variable.Range),
        ListValueNode list => new ListValueNode([.. list.Items.Select(item => Apply(item, variables))], list.Range),
        ObjectValueNode fields => new ObjectValueNode(
            [.. fields.Fields.Where(f => !LiteralCoercion.IsAbsent(f.Value, variables))
                .Select(f => new ObjectFieldNode(f.Name, Apply(f.Value, variables), f.Range))],
            fields.Range),
        _ => literal,
    };

    private static ValueNode Literal(object? value) => value switch
    {
        null => new NullValueNode(SourceRange.None),
        bool boolean => new BooleanValueNode(boolean, SourceRange.None),
        string text => Text(text),
        EnumValueDefinition name => new EnumValueNode(name.Name, SourceRange.None),
        int or short or long => new IntValueNode(Convert.ToString(value, CultureInfo.InvariantCulture)!, SourceRange.None),
        double number => new FloatValueNode(number.ToString("R", CultureInfo.InvariantCulture), SourceRange.None),
        decimal number => new FloatValueNode(number.ToString(CultureInfo.InvariantCulture), SourceRange.None),
        object?[] items => new ListValueNode([.. items.Select(Literal)], SourceRange.None),
        InputObject input => new ObjectValueNode([.. input.Fields.Select(f => Field(f.Key.Name, f.Value))], SourceRange.None),
        JsonElement json => new JsonValueNode(json),
        _ => OfScalar(value),
    };

    /// <summary>A value of a text scalar: its own output form is its literal.</summary>
    private static ValueNode OfScalar(object value)
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

    private static StringValueNode Text(string text) => new(text, block: false, SourceRange.None);

    private static ObjectFieldNode Field(string name, object? value) =>
        new(new NameNode(name, SourceRange.None), Literal(value), SourceRange.None);
}
