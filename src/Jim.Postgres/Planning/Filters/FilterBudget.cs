namespace Jim.Postgres.Planning.Filters;

/// <summary>
/// Counts the operators of one filter (HC0117), and its parts, which may be many though they hold no operator: <c>or: [{}, {}, …]</c>. What
/// is too much is refused before the rest is looked at.
/// </summary>
internal sealed class FilterBudget(int max)
{
    private const int PartsPerOperation = 16;
    private int _operations;
    private int _parts;

    /// <summary>One operator.</summary>
    public void Spend()
    {
        if (++_operations > max)
        {
            throw PlanErrors.TooManyFilterOperations(_operations, max);
        }
    }

    /// <summary>One input object.</summary>
    public void Enter()
    {
        if (++_parts > max * PartsPerOperation)
        {
            throw PlanErrors.TooManyFilterOperations(_parts, max);
        }
    }
}
