namespace Jim.GraphQL.Types;

/// <summary>
/// Prints the SDL of a schema as one role sees it. The order is that of HotChocolate v16: the schema definition, root types, objects,
/// interfaces, unions, inputs, enums, scalars, directives; each of these ordered by name, and their members in definition order. What every
/// GraphQL service has (built-in scalars and directives, introspection) is left out.
/// </summary>
public static class SchemaPrinter
{
    /// <summary>The whole schema. Every line ends with LF.</summary>
    public static string Print(SchemaView view) => Printer.Print(SchemaDocument.Create(view)) + "\n";

    /// <summary>
    /// The definitions of the types with the given names alone, in the same order. Types that the role does not see are left out; a
    /// built-in type is printed where its name is given.
    /// </summary>
    public static string Print(SchemaView view, IReadOnlySet<string> types) => Printer.Print(SchemaDocument.Create(view, types)) + "\n";
}
