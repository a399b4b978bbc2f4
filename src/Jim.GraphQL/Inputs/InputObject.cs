using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// A coerced input object: its given and defaulted fields. An absent field is not there; null is there as null.
/// </summary>
public sealed class InputObject(InputObjectType type, IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> fields)
{
    /// <summary>The input object type that it was coerced for.</summary>
    public InputObjectType Type { get; } = type;

    /// <summary>Given fields as they were written, defaulted ones after them.</summary>
    public IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> Fields { get; } = fields;

    /// <summary>False: the field was not given and has no default.</summary>
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
