using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Jim.Platform.Persisted;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Requests;

/// <summary>
/// One operation as a span (OpenTelemetry's conventions for GraphQL servers) and as a duration by type and outcome. The span names the
/// document by its hash, because its text may hold values. The duration has the operation's name only for trusted operations: clients
/// choose the other names, and a metric must have few different ones.
/// </summary>
internal sealed class OperationTelemetry : IDisposable
{
    private const int NameLengthMax = 100;

    private static readonly Histogram<double> duration = JimTelemetry.Meter.CreateHistogram<double>(
        MetricNames.OperationDuration, "s", "Duration of GraphQL operations, from planning to the last answer.");

    private static readonly Dictionary<ResponseOutcome, string> outcomes = Enum.GetValues<ResponseOutcome>()
        .ToDictionary(o => o, o => JsonNamingPolicy.SnakeCaseLower.ConvertName(o.ToString()));

    private readonly Activity? _activity;
    private readonly PreparedOperation _prepared;
    private readonly string _type;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private string _outcome = "abandoned"; // stays so when the client leaves before its answer

    private OperationTelemetry(PreparedOperation prepared)
    {
        _prepared = prepared;
        _type = GetType(prepared);
        _activity = JimTelemetry.Activities.StartActivity(_type);
        if (_activity is { IsAllDataRequested: true })
        {
            _activity.SetTag("graphql.operation.type", _type).SetTag("graphql.operation.name", FindName(prepared));
            _activity.SetTag("graphql.document.hash", DocumentHash.Compute(prepared.Request.Query.Span));
        }
    }

    private static bool IsRecording => duration.Enabled || JimTelemetry.Activities.HasListeners();

    /// <summary>Null where nobody records.</summary>
    public static OperationTelemetry? Start(PreparedOperation prepared) => IsRecording ? new(prepared) : null;

    /// <summary>The same for an operation with several answers, which ends when they end.</summary>
    public static IAsyncEnumerable<GraphQLResponse> Follow(PreparedOperation prepared, IAsyncEnumerable<GraphQLResponse> answers) =>
        IsRecording ? FollowAsync(prepared, answers) : answers;

    /// <summary>Counts the requests that are refused before they are an operation.</summary>
    public static ValueTask<PreparedRequest> CountRefusedAsync(ValueTask<PreparedRequest> preparing) =>
        duration.Enabled ? CountAsync(preparing, Stopwatch.GetTimestamp()) : preparing;

    public void Answer(GraphQLResponse response)
    {
        var hasErrors = response.Errors.Count > 0;
        _outcome = response.Outcome == ResponseOutcome.Executed && hasErrors ? "executed_with_errors" : outcomes[response.Outcome];
        if (hasErrors)
        {
            _activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", response.Errors[0].Code);
        }
        else if (response.TypedErrorCode is { } code)
        {
            // What the payload tells is no fault of the operation.
            _activity?.SetTag("error.type", code);
        }
    }

    public void Dispose()
    {
        Record(_begun, _type, _prepared.Request.IsTrusted ? FindName(_prepared) : null, _outcome);
        _activity?.SetTag("jim.outcome", _outcome);
        _activity?.Dispose();
    }

    private static async IAsyncEnumerable<GraphQLResponse> FollowAsync(
        PreparedOperation prepared, IAsyncEnumerable<GraphQLResponse> answers,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var operation = new OperationTelemetry(prepared);
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            operation.Answer(answer);
            yield return answer;
        }
    }

    private static async ValueTask<PreparedRequest> CountAsync(ValueTask<PreparedRequest> preparing, long begun)
    {
        var prepared = await preparing;
        if (prepared is RefusedRequest refused)
        {
            Record(begun, null, null, outcomes[refused.Answer.Outcome]);
        }

        return prepared;
    }

    private static void Record(long begun, string? type, string? name, string outcome)
    {
        var tags = new TagList { { "jim.outcome", outcome } };
        if (type is not null)
        {
            tags.Add("graphql.operation.type", type);
        }

        if (name is not null)
        {
            tags.Add("graphql.operation.name", name);
        }

        duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, tags);
    }

    private static string? FindName(PreparedOperation prepared) =>
        prepared.Input.Operation.Definition.Name?.Value is { } name ? name[..Math.Min(name.Length, NameLengthMax)] : null;

    private static string GetType(PreparedOperation prepared) => prepared switch
    {
        PreparedQuery => SpanNames.Query,
        PreparedMutation => SpanNames.Mutation,
        PreparedSubscription => SpanNames.Subscription,
        _ => throw new UnreachableException(prepared.GetType().Name),
    };
}
