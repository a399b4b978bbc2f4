using Jim.GraphQL.Types;

namespace Jim.GraphQL.Introspection;

/// <summary>What a field of an introspection type may look at besides its parent value.</summary>
/// <param name="View">The schema as the request sees it.</param>
/// <param name="WithDeprecated">The argument <c>includeDeprecated</c>; false where the field has none.</param>
internal readonly record struct IntrospectionContext(SchemaView View, bool WithDeprecated);
