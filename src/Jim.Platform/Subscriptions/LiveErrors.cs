using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>The errors of live queries.</summary>
public static class LiveErrors
{
    /// <summary>The answer of a subscription that cannot begin, or not go on.</summary>
    public static GraphQLResponse Refuse(LiveRefusal refusal, bool isFirst) =>
        isFirst ? GraphQLResponse.Refused(ResponseOutcome.Invalid, refusal.Errors) : EndBySchemaChange(refusal.Errors);

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

    /// <summary>
    /// The event of a live query whose answer is given up, because those of its user take too much memory together. The query goes on.
    /// </summary>
    public static GraphQLResponse AnswersTooLarge() => new()
    {
        Outcome = ResponseOutcome.Executed,
        CachedData = "null"u8.ToArray(),
        Errors =
        [
            new("The answers of your live queries take too much memory together; end some of them, or ask for less.")
            {
                Code = "JIM_OVERLOADED",
            },
        ],
    };
}
