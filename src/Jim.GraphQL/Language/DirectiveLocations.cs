using System.Collections.Frozen;

namespace Jim.GraphQL.Language;

/// <summary>Where directives may stand (spec 3.13): ExecutableDirectiveLocation and TypeSystemDirectiveLocation.</summary>
internal static class DirectiveLocations
{
    public static FrozenSet<string> Executable { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION");

    public static FrozenSet<string> TypeSystem { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
        "INPUT_FIELD_DEFINITION");

    public static bool IsLocation(string name) => Executable.Contains(name) || TypeSystem.Contains(name);
}
