using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>The errors of live queries.</summary>
public static class LiveErrors
{
    /// <summary>
    /// The last event of a live query that is not valid any more. Its <c>data</c> is null and not absent: an answer without <c>data</c>
    /// would be sent as the refusal of the operation, but this one is an event, after which the operation ends as completed.
    /// </summary>
    /// <param name="reasons">What is wrong with the operation on the new schema.</param>
    public static GraphQLResponse EndBySchemaChange(IReadOnlyList<GraphQLError> reasons) => new()
    {
        Outcome = ResponseOutcome.Executed,
        CachedData = "null"u8.ToArray(),
        Errors =
        [
            new("The database's structure or rights have changed and this live query is no longer valid.")
            {
                Code = RunErrors.SchemaChangedCode,
            },
            .. reasons,
        ],
    };
}
