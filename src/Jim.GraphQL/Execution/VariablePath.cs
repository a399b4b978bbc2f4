using System.Collections.Immutable;

namespace Jim.GraphQL.Execution;

/// <summary>A place inside a variable's coerced value: field names and list positions below <c>$Variable</c>.</summary>
public sealed record VariablePath(string Variable, ImmutableArray<object> Below)
{
    public VariablePath Child(object segment) => new(Variable, Below.Add(segment));
}
