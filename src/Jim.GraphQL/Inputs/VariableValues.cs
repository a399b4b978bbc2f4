using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// The coerced variables of one request (spec 6.1.2). Scalars have the .NET types that <see cref="Coercion.ScalarCoercion"/> lists, enum
/// values are <see cref="Types.EnumValueDefinition"/>, lists are <c>object?[]</c>, and input objects are <see cref="InputObject"/>.
/// </summary>
public sealed class VariableValues(IReadOnlyDictionary<string, object?> values)
{
    /// <summary>No variable has a value.</summary>
    public static VariableValues None { get; } = new(new Dictionary<string, object?>());

    /// <summary>The values by name without the dollar sign. A variable that was not given and has no default value is left out.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; } = values;

    /// <summary>The value of a variable. False when it is not given and has no default value.</summary>
    public bool TryGet(string name, [MaybeNullWhen(true)] out object? value) => Values.TryGetValue(name, out value);

    /// <summary>The value at a place inside a variable; null when a value on the way to it is null or absent.</summary>
    public object? At(VariablePath path)
    {
        Values.TryGetValue(path.Variable, out var value);
        foreach (var segment in path.Below)
        {
            value = (value, segment) switch
            {
                (InputObject o, string field) => o.TryGet(field, out var inner) ? inner : null,
                (object?[] list, int index) => index < list.Length ? list[index] : null,
                _ => null,
            };
        }

        return value;
    }
}
