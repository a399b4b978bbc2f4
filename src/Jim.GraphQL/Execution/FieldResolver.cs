namespace Jim.GraphQL.Execution;

/// <summary>
/// Produces a field's value (spec 6.4.2). May return a <see cref="CompletedValue"/>; may throw <see cref="GraphQLException"/> for an
/// execution error, whose place and path the executor fills in. Any other exception is told as <c>INTERNAL</c>, without its text.
/// </summary>
public delegate ValueTask<object?> FieldResolver(ResolveContext context);
