using Jim.Platform.Schemas;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// Whether the errors of an answer come of a schema that the database has left behind. After an <c>alter table</c>, statements of the old
/// schema fail, or give what their plan cannot read, until the schema owner's next poll. An error that may come of this makes Jim look at
/// the database at once; where its structure has changed and nothing was written, the request is prepared and run once more.
/// </summary>
public sealed class OutdatedSchema(SchemaOwner schemas, RequestPreparer preparer, RequestGuard guard)
{
    /// <summary>
    /// Errors of values: a null in a column that was NOT NULL, a label that an enum has no more, a value that a column's new type does not
    /// take. Mostly they have nothing to do with the schema, and clients can bring them about, so that Jim looks less often for them.
    /// </summary>
    private static readonly string[] ValueCodes = ["HC0018", RunErrors.InvalidValueCode, RunErrors.UnexpectedCode];

    /// <summary>Whether one of the errors may come of an outdated schema.</summary>
    public static bool IsSuspectedBy(IReadOnlyList<GraphQLError> errors) =>
        errors.Any(e => IsOfStructure(e) || ValueCodes.Contains(e.Code));

    /// <summary>True where one of the errors may come of an outdated schema, and there is a newer one. Does not throw.</summary>
    /// <param name="snapshot">What the answer was made on.</param>
    public async ValueTask<bool> IsConfirmedAsync(
        SchemaSnapshot snapshot, IReadOnlyList<GraphQLError> errors, CancellationToken cancellationToken) =>
        IsSuspectedBy(errors) && await schemas.LookAsync(snapshot, errors.Any(IsOfStructure), cancellationToken) != snapshot;

    /// <summary>The request prepared on a newer schema; null: there is none, the errors stand.</summary>
    public async ValueTask<PreparedRequest?> PrepareAgainAsync(
        OperationInput input, IReadOnlyList<GraphQLError> errors, CancellationToken cancellationToken) =>
        await IsConfirmedAsync(input.Snapshot, errors, cancellationToken) ? preparer.PrepareAgain(input, schemas.Current) : null;

    /// <summary>
    /// The answer as its client gets it. Where the database was looked at and has the structure that the answer was made on, something else
    /// is missing there, which another try does not find either: a setting that a policy reads, a table that a function names. Such an
    /// error is logged and told as unexpected, with the id of its entry. Does not throw.
    /// </summary>
    /// <param name="snapshot">What the answer was made on.</param>
    public async ValueTask<GraphQLResponse> SettleAsync(
        SchemaSnapshot snapshot, GraphQLResponse answer, CancellationToken cancellationToken)
    {
        return answer.Errors.Any(IsOfStructure) && await IsPresentAsync(snapshot, cancellationToken)
            ? answer with
            {
                Errors = [.. answer.Errors.Select(Explain)],
                Outcome = answer.Outcome == ResponseOutcome.Invalid ? ResponseOutcome.Failed : answer.Outcome,
            }
            : answer;
    }

    /// <summary>The same for one error of an operation that has no answer; null: it stands.</summary>
    public async ValueTask<GraphQLError?> FindCauseAsync(
        SchemaSnapshot snapshot, GraphQLError error, CancellationToken cancellationToken) =>
        IsOfStructure(error) && await IsPresentAsync(snapshot, cancellationToken) ? Explain(error) : null;

    /// <summary>Looks at the database: true where it has the structure of the snapshot.</summary>
    private async ValueTask<bool> IsPresentAsync(SchemaSnapshot snapshot, CancellationToken cancellationToken) =>
        await schemas.LookAsync(snapshot, urgent: true, cancellationToken) == snapshot && schemas.Failure is null;

    private GraphQLError Explain(GraphQLError error) => IsOfStructure(error) && error.Exception is PostgresException cause
        ? guard.Explain(new StatementFailedException(cause, RunErrors.Unexpected())) with { Path = error.Path, Locations = error.Locations }
        : error;

    private static bool IsOfStructure(GraphQLError error) => error.Code == RunErrors.SchemaChangedCode;
}
