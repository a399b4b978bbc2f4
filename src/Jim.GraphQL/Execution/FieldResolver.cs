namespace Jim.GraphQL.Execution;

/// <summary>Produces a field's value (spec 6.4.2). May return a <see cref="CompletedValue"/>; may throw <see cref="GraphQLException"/> for a field error.</summary>
public delegate ValueTask<object?> FieldResolver(ResolveContext context);
