using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// A coerced input object: the fields that are given or have a default value. Absent fields are left out; a field that is null is included
/// with the value null.
/// </summary>
public sealed class InputObject(InputObjectType type, IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> fields)
{
    /// <summary>The input object type to which the value was coerced.</summary>
    public InputObjectType Type { get; } = type;

    /// <summary>The given fields in written order, followed by those with default values.</summary>
    public IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> Fields { get; } = fields;

    /// <summary>The value of a field. False when the field is not given and has no default value.</summary>
    public bool TryGet(string name, [MaybeNullWhen(true)] out object? value)
    {
        foreach (var (field, given) in Fields)
        {
            if (field.Name == name)
            {
                value = given;
                return true;
            }
        }

        value = null;
        return false;
    }
}
