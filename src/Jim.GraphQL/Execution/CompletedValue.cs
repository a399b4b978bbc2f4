namespace Jim.GraphQL.Execution;

/// <summary>
/// The value of a field as complete JSON, including its subselections, for fields whose data is fetched and written as a whole. The
/// executor copies it.
/// </summary>
/// <param name="Json">The bytes of the value. When empty, the value is null, which propagates if the field is non-null.</param>
/// <param name="Errors">The errors inside the value; their paths begin at the root of the response.</param>
public sealed record CompletedValue(ReadOnlyMemory<byte> Json, IReadOnlyList<GraphQLError> Errors);
