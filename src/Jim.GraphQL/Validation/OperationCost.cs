namespace Jim.GraphQL.Validation;

/// <summary>What an operation costs with the variables that it was sent with (HotChocolate's cost analysis).</summary>
/// <param name="FieldCost">The weights of all fields, each as often as its lists may repeat it. Infinite: counting was given up.</param>
/// <param name="TypeCost">The objects that the answer may hold.</param>
public readonly record struct OperationCost(double FieldCost, double TypeCost)
{
    /// <summary>Both together.</summary>
    public static OperationCost operator +(OperationCost a, OperationCost b) => Add(a, b);

    /// <summary>The cost of a list that is so long.</summary>
    public static OperationCost operator *(OperationCost cost, double times) => Multiply(cost, times);

    /// <summary>The operator + for languages that have none.</summary>
    public static OperationCost Add(OperationCost a, OperationCost b) => new(a.FieldCost + b.FieldCost, a.TypeCost + b.TypeCost);

    /// <summary>The operator * for languages that have none.</summary>
    public static OperationCost Multiply(OperationCost cost, double times) => new(cost.FieldCost * times, cost.TypeCost * times);
}
