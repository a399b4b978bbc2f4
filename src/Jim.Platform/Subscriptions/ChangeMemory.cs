using Jim.Platform.Cache;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// What a subscriber of changes has been told, and which rows it has: the keys, so that a row which leaves is told to it exactly where it
/// had it. It is lost with the process, and given up where there are too many; then the log decides as far as it can
/// (<see cref="Decide"/>), and where it cannot, the subscriber is told to read all anew. Goes on when the schema changes.
/// </summary>
/// <param name="held">Counts the keys of all subscriptions.</param>
internal sealed class ChangeMemory(HeldBytes held) : IDisposable
{
    private volatile ChangePosition? _position;
    private HashSet<string>? _keys;
    private ChangeQuery? _query;
    private bool _isTooMany;
    private volatile bool _isGivenUp;
    private IDisposable? _hold;
    private int _heldKeys;

    /// <summary>True where the transaction's changes are told.</summary>
    public bool Sees(ulong xid) => _position?.Base.Sees(xid) == true;

    /// <summary>Nothing of the delta concerns the subscriber. Not to be called while a read is under way or due.</summary>
    public void Skip(Delta delta)
    {
        if (_position is { Parts.IsEmpty: true } position && position.Base.Includes(delta.Since) && delta.Now.Includes(position.Base))
        {
            _position = new ChangePosition(delta.Now);
        }
    }

    /// <summary>Reads what was committed since, and says what is to be told of it. Throws as <see cref="ChangeReads"/>.</summary>
    public async Task<ChangeBatch> ReadAsync(ChangeQuery query, ChangeReads reads, CancellationToken cancellationToken)
    {
        var (position, isReset) = Begin(query);
        var isNewSchema = _query is not null && !ReferenceEquals(_query, query);
        isReset |= isNewSchema && (_keys is null || !HasSameKeys(_query!.Plan.Relation, query.Plan.Relation));
        if (_isGivenUp)
        {
            (_keys, _isTooMany) = (null, true);
        }

        var delta = await reads.ReadLogAsync(position?.Base, query.Reads.Tables, cancellationToken);
        var log = RowChanges.Collect(delta, query.Plan.Relation, position);
        var isMoved = query.Reads.Unknown || isNewSchema || log.OthersChanged || (query.DependsOnOthers && log.Rows.Count > 0);
        var (isFirst, isLost) = (position is null && !isReset, _keys is null);
        isReset |= log.IsWhole || (isMoved && isLost && !isFirst);
        if (isReset)
        {
            _isTooMany = _isGivenUp;
        }

        HashSet<string>? present = null;
        if ((isReset || isMoved || isLost) && !_isTooMany)
        {
            present = await reads.ReadKeysAsync(cancellationToken);
            _isTooMany = present is null;
            isReset |= isMoved && _isTooMany && !isFirst;
        }

        var batch = isReset || isFirst
            ? new ChangeBatch(query, position, delta.Now) { IsReset = isReset }
            : await CompareAsync(query, reads, position!, delta.Now, log, isMoved && !isLost ? present : null, cancellationToken);
        Remember(query, present, batch, delta.Now);
        return batch;
    }

    public void Dispose() => _hold?.Dispose();

    /// <summary>Where to go on; and whether it cannot be gone on there.</summary>
    private (ChangePosition? Position, bool IsReset) Begin(ChangeQuery query)
    {
        if (_position is { } position)
        {
            return (position, false);
        }

        if (query.IsRestarted)
        {
            return (null, true);
        }

        if (query.Cursor is null || !query.Cursors.TryDecode(query.Cursor, out var snapshot, out var mark))
        {
            return (null, false);
        }

        var read = ChangePosition.Read(snapshot, mark, query.Binding);
        return (read, read is null);
    }

    private static bool HasSameKeys(Relation one, Relation other) =>
        one.Oid == other.Oid && one.Key!.Columns.Select(c => c.Number).SequenceEqual(other.Key!.Columns.Select(c => c.Number));

    /// <param name="present">The keys of all rows that the subscriber has now, where any may have come or gone.</param>
    private async Task<ChangeBatch> CompareAsync(
        ChangeQuery query, ChangeReads reads, ChangePosition position, PgSnapshot now, RowChanges log, HashSet<string>? present,
        CancellationToken cancellationToken)
    {
        var keys = log.Rows.Select(row => row.Key).ToList();
        if (present is not null)
        {
            var moved = present.Except(_keys!).Concat(_keys!.Except(present)).Select(IReadOnlyList<string> (key) => key.Split('\0'));
            keys.AddRange(moved);
        }

        if (keys.Count > ChangeReader.ChangesOfTablesMax)
        {
            return new ChangeBatch(query, position, now) { IsReset = true };
        }

        var rows = keys.Count == 0 ? null : await reads.ReadRowsAsync(keys, cancellationToken);
        var batch = new ChangeBatch(query, position, now) { Rows = rows };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows?.Count; i++)
        {
            var (found, change) = (rows.Find(i), i < log.Rows.Count ? log.Rows[i] : null);
            if (!seen.Add(found.Key))
            {
                continue;
            }

            if (_keys is null && change!.IsUndecided(query, found))
            {
                batch.Dispose();
                return new ChangeBatch(query, position, now) { IsReset = true };
            }

            if (Decide(query, found, change) is { } operation)
            {
                batch.Events.Add(new ChangeBatchEvent(i, operation, change, found.Key));
            }
        }

        return batch;
    }

    /// <summary>Null: nothing is told of the row.</summary>
    private RowOperation? Decide(ChangeQuery query, RowPresence row, RowChange? change)
    {
        var had = _keys?.Contains(row.Key) ?? change!.Had(query, row);
        return (had, row.IsThere) switch
        {
            (false, true) => RowOperation.Insert,
            (true, false) => RowOperation.Delete,
            (true, true) when change?.IsToldTo(query, isSure: _keys is not null) == true => RowOperation.Update,
            _ => null,
        };
    }

    /// <param name="present">The keys of all rows; null: they were not read, and the events say what has changed.</param>
    private void Remember(ChangeQuery query, HashSet<string>? present, ChangeBatch batch, PgSnapshot now)
    {
        (_query, _position) = (query, new ChangePosition(now));
        if (present is not null || batch.IsReset || _isTooMany)
        {
            _keys = present;
        }
        else
        {
            foreach (var told in batch.Events)
            {
                _ = told.Operation == RowOperation.Delete ? _keys!.Remove(told.Key) : _keys!.Add(told.Key);
            }
        }

        if (_keys?.Count > ChangePlan.KeysMax)
        {
            (_keys, _isTooMany) = (null, true);
        }

        var count = _keys?.Count ?? 0;
        if (count > _heldKeys + (_heldKeys / 4) || count < _heldKeys / 2)
        {
            _hold?.Dispose();
            _heldKeys = count;
            _hold = held.Hold(query.User, count * (64L + (2 * (_keys?.FirstOrDefault()?.Length ?? 0))), () => _isGivenUp = true);
        }
    }
}
