namespace Jim.GraphQL.Types;

/// <summary>The scalars that every schema has (spec 3.5).</summary>
public static class BuiltInScalars
{
    /// <summary>Int, Float, String, Boolean, ID.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Int", "Float", "String", "Boolean", "ID"];
}
