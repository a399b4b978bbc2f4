using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Execution;

/// <summary>
/// A field's value that is complete already, sub-selections and all: the JSON as a planner's runner wrote it. The executor copies it.
/// </summary>
/// <param name="Json">The value's bytes; empty: null, which propagates when the field is non-null.</param>
/// <param name="Errors">Errors inside it, with full paths.</param>
public sealed record CompletedValue(ReadOnlyMemory<byte> Json, IReadOnlyList<GraphQLError> Errors);
