namespace Jim.GraphQL.Inputs;

/// <summary>A place inside the coerced value of a variable: field names and list positions below <c>$Variable</c>.</summary>
/// <param name="Variable">The variable's name without the dollar sign.</param>
/// <param name="Below">Strings are field names, integers are list positions; empty: the whole value.</param>
public sealed record VariablePath(string Variable, ImmutableArray<object> Below)
{
    /// <summary>The place one step further down: a field name (string) or a list position (int).</summary>
    public VariablePath Child(object segment) => new(Variable, Below.Add(segment));
}
