namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// Counts the operators of one filter, and its parts (input objects), which may be many though they hold no operator, as in
/// <c>or: [{}, {}, …]</c>. A filter with too many of either is refused with HC0117 as soon as the count is passed, before its rest is
/// looked at.
/// </summary>
internal sealed class FilterBudget(int max)
{
    private const int PartsPerOperation = 16;
    private int _operations;
    private int _parts;

    /// <summary>Counts one operator.</summary>
    public void Spend()
    {
        if (++_operations > max)
        {
            throw PlanErrors.TooManyFilterOperations(_operations, max);
        }
    }

    /// <summary>Counts one input object.</summary>
    public void Enter()
    {
        if (++_parts > max * PartsPerOperation)
        {
            throw PlanErrors.TooManyFilterOperations(_parts, max);
        }
    }
}
