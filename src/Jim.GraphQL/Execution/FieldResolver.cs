namespace Jim.GraphQL.Execution;

/// <summary>
/// Produces a field's value (spec 6.4.2). A field gets its resolver as <see cref="Types.MemberBuilder.Binding"/> while its type is built.
/// It may return a <see cref="CompletedValue"/>, and may throw <see cref="GraphQLException"/> for an execution error, of which the executor
/// fills in locations and path. Any other exception becomes an error with code <c>INTERNAL</c>, without its text.
/// </summary>
public delegate ValueTask<object?> FieldResolver(ResolveContext context);
