using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// The coerced variables of one request (spec 6.1.2). Values as <see cref="Coercion.ScalarCoercion"/> says; enums are
/// <see cref="Types.EnumValueDefinition"/>, lists <c>object?[]</c>, input objects <see cref="InputObject"/>.
/// </summary>
public sealed class VariableValues(IReadOnlyDictionary<string, object?> values)
{
    /// <summary>No variable has a value.</summary>
    public static VariableValues None { get; } = new(new Dictionary<string, object?>());

    /// <summary>The values by name, without the dollar sign; a variable that was not given and has no default is not there.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; } = values;

    /// <summary>False: not given and without default.</summary>
    public bool TryGet(string name, [MaybeNullWhen(true)] out object? value) => Values.TryGetValue(name, out value);

    /// <summary>The value at a place inside a variable; null where an ancestor is null or absent.</summary>
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
