namespace Jim.Postgres.Planning.Filters;

/// <summary>Counts the operators of one filter (HC0117).</summary>
internal sealed class FilterBudget(int max)
{
    private int _count;

    public void Spend() => _count++;

    public void Check()
    {
        if (_count > max)
        {
            throw PlanErrors.TooManyFilterOperations(_count, max);
        }
    }
}
