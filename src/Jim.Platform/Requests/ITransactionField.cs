using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// A mutation field of C# code that can share a transaction with other fields (<c>@transaction</c>). The target of its resolver implements
/// this; the resolver finds what became of the field in <see cref="RequestState.RunJoinedField"/>.
/// </summary>
public interface ITransactionField
{
    /// <summary>Writes on the transaction's connection, under the caller's rights, and neither commits nor rolls back.</summary>
    /// <param name="arguments">The coerced arguments by name.</param>
    Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>The value of a field that was kept (<see cref="JoinedField.Value"/>), as a text for <see cref="Restore"/>.</summary>
    string Keep(object? value);

    /// <summary>What its resolver is to give for a request that is sent again under its <c>Idempotency-Key</c>.</summary>
    object? Restore(string kept);
}

/// <summary>What a field has written into a transaction that is not over yet.</summary>
/// <param name="Value">What its resolver is to give once the transaction has ended with this field's own success or failure.</param>
/// <param name="Errors">Why nothing of the transaction may be kept; empty: it may.</param>
/// <param name="CommittedAsync">What remains to be done after the commit.</param>
/// <param name="RolledBack">What remains to be done where nothing was kept.</param>
public sealed record JoinedField(
    object? Value, ImmutableArray<GraphQLError> Errors, Func<CancellationToken, Task> CommittedAsync, Action RolledBack)
{
    /// <summary>
    /// What the resolver is to give where the commit was refused for this field's sake. Throws <see cref="GraphQLException"/> where the
    /// errors stand in place of a value.
    /// </summary>
    public Func<ImmutableArray<GraphQLError>, object?> Refuse { get; init; } = errors => throw new GraphQLException([.. errors]);
}
