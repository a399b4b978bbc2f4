using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// The root fields of a mutation as steps of one transaction: those of the database, and those of C# code that can share it
/// (<see cref="ITransactionField"/>).
/// </summary>
/// <param name="fields">The root fields that share it.</param>
/// <param name="planField">Plans a field of the database.</param>
internal sealed class SharedTransaction(
    OperationInput input, IReadOnlyList<CollectedField> fields, Func<CollectedField, MutationPlan> planField)
{
    private readonly List<(CollectedField Field, MutationStep Step)> _steps = [];
    private readonly Dictionary<string, JoinedField> _joined = new(StringComparer.Ordinal);

    /// <summary>The steps in the order of the fields.</summary>
    public IReadOnlyList<MutationStep> Plan()
    {
        foreach (var field in fields)
        {
            if (field.Definition?.Binding is MutationField)
            {
                _steps.Add((field, new MutationStep.Planned(planField(field))));
            }
            else if (FindJoining(field) is { } joining)
            {
                _steps.Add((field, Join(field, joining)));
            }
        }

        return [.. _steps.Select(s => s.Step)];
    }

    /// <summary>Tells the fields of C# code how the transaction ended.</summary>
    public async Task<SharedOutcome> EndAsync(ImmutableArray<MutationResult> results, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, CompletedValue>(StringComparer.Ordinal);
        var joined = new Dictionary<string, Func<object?>>(StringComparer.Ordinal);
        var errors = new List<GraphQLError>();
        foreach (var ((field, step), result) in _steps.Zip(results))
        {
            if (step is MutationStep.Planned)
            {
                values.Add(field.ResponseName, result.Value);
                errors.AddRange(result.Committed ? [] : result.Value.Errors);
                continue;
            }

            var own = _joined.GetValueOrDefault(field.ResponseName);
            if (result.Committed)
            {
                await own!.CommittedAsync(cancellationToken);
            }
            else
            {
                own?.RolledBack();
            }

            var failed = !result.Committed && !result.Reasons.IsEmpty;
            errors.AddRange(
                result.Committed ? [] : !failed ? [Place(field, RunErrors.RolledBack())]
                : _steps.Count > 1 ? result.Reasons.Select(e => Place(field, e)) : []);
            joined.Add(field.ResponseName, ChooseValue(result, failed ? result.Reasons : [RunErrors.RolledBack()], own));
        }

        // Where nothing propagates, each field answers for itself.
        return new SharedOutcome(values, joined, input.ExecutionOptions.ErrorHandling == ErrorHandling.Propagate ? errors : []);
    }

    /// <summary>The outcome of the fields of the database, if it is committed.</summary>
    /// <param name="values">Those of the steps, in their order.</param>
    public SharedOutcome Foresee(IReadOnlyList<CompletedValue> values) =>
        new(_steps.Zip(values).ToDictionary(s => s.First.Field.ResponseName, s => s.Second, StringComparer.Ordinal), [], []);

    /// <summary>What the fields answer, before the commit.</summary>
    /// <param name="values">Those of the steps, in their order.</param>
    public byte[] Keep(IReadOnlyList<CompletedValue> values) => KeptAnswer.Write([.. _steps.Zip(values, (step, value) =>
        FindJoining(step.Field) is { } joining
            ? KeptAnswer.Of(step.Field.ResponseName, joining.Keep(_joined[step.Field.ResponseName].Value))
            : KeptAnswer.Of(step.Field.ResponseName, value))]);

    /// <summary>What <see cref="Keep"/> has kept of an earlier request, as the outcome of this one.</summary>
    public SharedOutcome Restore(byte[] kept)
    {
        var outcome = new SharedOutcome([], [], []);
        var byName = fields.ToDictionary(f => f.ResponseName, StringComparer.Ordinal);
        foreach (var answer in KeptAnswer.ReadAll(kept))
        {
            if (answer.Value is { } value)
            {
                outcome.Joined.Add(answer.Field, () => FindJoining(byName[answer.Field])!.Restore(value));
            }
            else
            {
                outcome.Values.Add(answer.Field, answer.ToValue());
            }
        }

        return outcome;
    }

    /// <summary>An exception ended the transaction.</summary>
    public void Abandon()
    {
        foreach (var field in _joined.Values)
        {
            field.RolledBack();
        }
    }

    private static ITransactionField? FindJoining(CollectedField field) =>
        (field.Definition?.Binding as FieldResolver)?.Target as ITransactionField;

    /// <param name="result">How the field ended.</param>
    /// <param name="reasons">Why it is undone, where it is.</param>
    /// <param name="own">What it has written; null: it did not get so far.</param>
    private static Func<object?> ChooseValue(MutationResult result, ImmutableArray<GraphQLError> reasons, JoinedField? own) => own switch
    {
        { } refused when result.Committed || (!result.Reasons.IsEmpty && !refused.Errors.IsEmpty) => () => refused.Value,
        { } undone when !result.Reasons.IsEmpty => () => undone.Refuse(reasons),
        _ => () => throw new GraphQLException([.. reasons]),
    };

    private GraphQLError Place(CollectedField field, GraphQLError error) => error with
    {
        Path = [field.ResponseName],
        Locations = [input.Operation.Document.Source.Locate(field.First.Range.Start)],
    };

    private MutationStep.Joined Join(CollectedField field, ITransactionField joining)
    {
        var arguments = input.ReadArguments(field);
        return new(async (connection, cancellationToken) =>
        {
            var joined = await joining.JoinAsync(arguments, input.Caller, connection, cancellationToken);
            _joined.Add(field.ResponseName, joined);
            return joined.Errors;
        });
    }
}

/// <summary>How a shared transaction ended, by response name.</summary>
/// <param name="Values">The values of the fields of the database.</param>
/// <param name="Joined">What the resolvers of the other fields give; null propagates by an exception.</param>
/// <param name="Errors">Where nothing was kept and a null empties the whole of <c>data</c>: the errors of all fields. Else empty.</param>
internal sealed record SharedOutcome(
    Dictionary<string, CompletedValue> Values, Dictionary<string, Func<object?>> Joined, IReadOnlyList<GraphQLError> Errors)
{
    public static SharedOutcome None { get; } = new([], [], []);
}
