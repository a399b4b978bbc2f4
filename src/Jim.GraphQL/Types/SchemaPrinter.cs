namespace Jim.GraphQL.Types;

/// <summary>
/// The SDL of a schema as one role sees it, in HotChocolate v16's order: schema, root types, then by name objects, interfaces, unions,
/// inputs, enums, scalars, directives; members in definition order. What every GraphQL service has (built-in scalars and directives,
/// introspection) is left out.
/// </summary>
public static class SchemaPrinter
{
    /// <summary>The whole schema, lines apart by LF and one at the end.</summary>
    public static string Print(SchemaView view) => Printer.Print(SchemaDocument.Create(view)) + "\n";

    /// <summary>
    /// The definitions of the named types alone, in the same order; names the role does not see are left out. A built-in type is printed
    /// when named.
    /// </summary>
    public static string Print(SchemaView view, IReadOnlySet<string> types) => Printer.Print(SchemaDocument.Create(view, types)) + "\n";
}
