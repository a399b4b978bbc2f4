using Jim.Postgres.Changes;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>The events of one moment. Dispose it when they are written.</summary>
/// <param name="before">What was told before; null: nothing.</param>
/// <param name="now">The moment.</param>
internal sealed class ChangeBatch(ChangeQuery query, ChangePosition? before, PgSnapshot now) : IDisposable
{
    /// <summary>There is one event, which says that any row may have changed.</summary>
    public bool IsReset { get; init; }

    public ChangedRows? Rows { get; init; }

    public List<ChangeBatchEvent> Events { get; } = [];

    /// <summary>
    /// The answers, one after another. Each has the cursor of what is told with it: only the last one's sees the whole moment.
    /// </summary>
    public IEnumerable<GraphQLResponse> Write()
    {
        var all = new ChangePosition(now);
        if (IsReset)
        {
            yield return WriteReset();
            yield break;
        }

        var told = new List<ulong>();
        foreach (var (i, next) in Events.Index())
        {
            if (next.Change is { } change)
            {
                told.Add(change.Hash);
            }

            var cursor = i == Events.Count - 1 ? Encode(all, now)
                : before!.With(now, told) is { } within ? Encode(within, now)
                : Encode(before, before.Base);
            var answer = TryWrite(next, cursor);
            yield return answer ?? WriteReset();
            if (answer is null)
            {
                yield break;
            }
        }
    }

    public void Dispose() => Rows?.Dispose();

    /// <summary>Null: the row cannot be written, because the table has another structure by now.</summary>
    private GraphQLResponse? TryWrite(ChangeBatchEvent next, string cursor)
    {
        try
        {
            var columns = next is { Operation: RowOperation.Update, Change.Columns: >= 0 and var mask } ? mask : (long?)null;
            var data = Rows!.Write(next.Row, query.ErrorHandling, new RowEvent(next.Operation, columns, cursor), out var errors);
            return new GraphQLResponse { Outcome = ResponseOutcome.Executed, Data = data, Errors = errors, Cursor = cursor };
        }
        catch (GraphQLException)
        {
            return null;
        }
    }

    private GraphQLResponse WriteReset()
    {
        var cursor = Encode(new ChangePosition(now), now);
        return new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed, Data = ChangedRows.WriteReset(query.Plan, cursor), Cursor = cursor,
        };
    }

    private string Encode(ChangePosition position, PgSnapshot latest) =>
        query.Cursors.Encode(latest.ToString(), position.Format(query.Binding));
}

/// <summary>An event.</summary>
/// <param name="Row">Its place in the rows that were read.</param>
/// <param name="Change">What the log tells of the row; null: nothing, it came or went by a change of another row.</param>
/// <param name="Key">The row's key as one text.</param>
internal sealed record ChangeBatchEvent(int Row, RowOperation Operation, RowChange? Change, string Key);
