namespace Jim.GraphQL.Introspection;

/// <summary>Everything besides the parent value on which the value of an introspection field depends.</summary>
/// <param name="View">The schema as the request sees it.</param>
/// <param name="WithDeprecated">The argument <c>includeDeprecated</c>; false for fields that do not have it.</param>
/// <param name="TypeName">The argument <c>name</c> of <c>__type</c>; null for other fields.</param>
internal readonly record struct IntrospectionContext(SchemaView View, bool WithDeprecated, string? TypeName);

/// <summary>Reads the value of a field of the introspection types, or of <c>__schema</c> or <c>__type</c>.</summary>
internal delegate object? IntrospectionReader(object? source, IntrospectionContext context);
