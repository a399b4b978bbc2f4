namespace Jim.GraphQL.Validation;

/// <summary>The cost of an operation with the variables of its request, as defined by HotChocolate's cost analysis.</summary>
/// <param name="FieldCost">
/// The sum of the weights of all fields, each multiplied by the number of items that the lists above it may have. Infinite when counting
/// was given up.
/// </param>
/// <param name="TypeCost">The number of objects that the response may contain.</param>
public readonly record struct OperationCost(double FieldCost, double TypeCost)
{
    /// <summary>Adds two costs.</summary>
    public static OperationCost operator +(OperationCost a, OperationCost b) => Add(a, b);

    /// <summary>The cost of that many items.</summary>
    public static OperationCost operator *(OperationCost cost, double times) => Multiply(cost, times);

    /// <summary>The same as the operator +, for languages without operators.</summary>
    public static OperationCost Add(OperationCost a, OperationCost b) => new(a.FieldCost + b.FieldCost, a.TypeCost + b.TypeCost);

    /// <summary>The same as the operator *, for languages without operators.</summary>
    public static OperationCost Multiply(OperationCost cost, double times) => new(cost.FieldCost * times, cost.TypeCost * times);
}
