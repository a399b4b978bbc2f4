using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Limits;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Requests;

/// <summary>Limits and switches of request execution.</summary>
/// <param name="Cache">False: no answer is taken from the result cache or put into it.</param>
/// <param name="SchemaForAll">
/// True in development: every role may read the schema, and errors suggest its names. Else administrators only.
/// </param>
public sealed record RequestOptions(bool Cache, bool SchemaForAll) : ILimited<RequestOptions>
{
    /// <inheritdoc/>
    public static ImmutableArray<Limit<RequestOptions>> Limits =>
    [
        new(
            "Longest time for one operation, in seconds; a statement has 5 seconds less.",
            (long)new RequestOptions(true, false).OperationTime.TotalSeconds, "`HC0045`",
            (o, v) => o with { OperationTime = TimeSpan.FromSeconds(v) })
        {
            SettingName = "OPERATION_SECONDS",
        },
        new(
            "Highest cost of an operation, with the values that were sent.", (long)new RequestOptions(true, false).CostMax, "`HC0047`",
            (o, v) => o with { CostMax = v })
        {
            SettingName = "COST",
        },
        new(
            "Most operations a second of one user by one client, five times as many at once; 0: no limit.",
            new RequestOptions(true, false).RatePerSecond, "`JIM_RATE_LIMITED` (429 and Retry-After)",
            (o, v) => o with { RatePerSecond = (int)v })
        {
            SettingName = "RATE",
        },
        new(
            "Most mutations of one user or address that wait for workers, with `JIM_MUTATIONS=queued`.",
            new RequestOptions(true, false).QueuedMutationsMax, "`JIM_OVERLOADED` (503 and Retry-After)",
            (o, v) => o with { QueuedMutationsMax = (int)v })
        {
            SettingName = "QUEUED_MUTATIONS",
        },
    ];

    public ParserOptions Parser { get; init; } = ParserOptions.Default;

    public ValidationOptions Validation { get; init; } = ValidationOptions.Default;

    public CoercionLimits Coercion { get; init; } = CoercionLimits.Default;

    /// <summary>Longest time for one operation; statements end a little earlier.</summary>
    public TimeSpan OperationTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Highest field cost (HC0047).</summary>
    public double CostMax { get; init; } = 10_000;

    /// <summary>Operations a second of one user by one client; 0: no limit.</summary>
    public int RatePerSecond { get; init; } = 200;

    /// <summary>True: workers run all mutations (<see cref="OrderedMutations"/>).</summary>
    public bool QueuesMutations { get; init; }

    /// <summary>How long their answers wait for the workers, where the request does not say.</summary>
    public TimeSpan MutationWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Mutations of one user or address that may wait for workers.</summary>
    public int QueuedMutationsMax { get; init; } = 1000;

    /// <summary>How long a request waits for a job: as long as it asks, but not so long that the operation would time out.</summary>
    public TimeSpan FindWait(GraphQLRequest request, TimeSpan otherwise)
    {
        var (wait, most) = (RequestWait.Read(request) ?? otherwise, OperationTime - TimeSpan.FromSeconds(2));
        return wait < most ? wait : most;
    }

    /// <summary>
    /// How documents of a role are validated: who may not read the schema may not use introspection and gets no suggestions of names.
    /// </summary>
    public ValidationOptions ValidationFor(string role) =>
        SchemaForAll || role == "jim_admin"
            ? Validation with { Introspection = true, Suggestions = true }
            : Validation with { Introspection = false, Suggestions = false };
}
