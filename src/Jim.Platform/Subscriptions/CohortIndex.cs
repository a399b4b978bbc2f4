using System.Runtime.InteropServices;
using Jim.Postgres.Changes;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// Which cohorts a change concerns: found by its table, and where they read only rows with certain values, by these. So a change costs as
/// much as the cohorts that it wakes, however many there are. Not thread safe.
/// </summary>
internal sealed class CohortIndex
{
    private readonly HashSet<Cohort> _ofAnyTable = [];
    private readonly Dictionary<uint, OfTable> _tables = [];

    public void Add(Cohort cohort)
    {
        foreach (var (table, pins) in Places(cohort))
        {
            ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, table, out _);
            (of ??= new OfTable()).Add(cohort, pins);
        }

        if (cohort.Reads.Unknown)
        {
            _ofAnyTable.Add(cohort);
        }
    }

    public void Remove(Cohort cohort)
    {
        foreach (var (table, pins) in Places(cohort))
        {
            if (_tables.TryGetValue(table, out var of) && of.Remove(cohort, pins))
            {
                _tables.Remove(table);
            }
        }

        _ofAnyTable.Remove(cohort);
    }

    /// <summary>Has those run again whose last answer misses one of the changes that concern them.</summary>
    public void Wake(IReadOnlyList<Change> changes)
    {
        Wake(_ofAnyTable, changes);
        foreach (var ofTable in changes.GroupBy(c => c.Table))
        {
            if (_tables.TryGetValue(ofTable.Key, out var of))
            {
                of.Wake([.. ofTable]);
            }
        }
    }

    private static IEnumerable<(uint Table, List<ScopeValue> Pins)> Places(Cohort cohort) =>
        cohort.Reads.Tables.Select(table => (table, cohort.Pins.Where(pin => pin.Table == table).ToList()));

    private static void Wake(IEnumerable<Cohort> cohorts, IReadOnlyList<Change> changes)
    {
        foreach (var cohort in cohorts)
        {
            if (changes.Any(cohort.Misses))
            {
                cohort.MarkDirty();
            }
        }
    }

    private sealed class OfTable
    {
        private readonly HashSet<Cohort> _ofAnyRow = [];
        private readonly Dictionary<short, Dictionary<long, HashSet<Cohort>>> _pinned = [];

        /// <param name="cohort">The cohort.</param>
        /// <param name="pins">The values of which a row has one; empty: any row.</param>
        public void Add(Cohort cohort, List<ScopeValue> pins)
        {
            if (pins.Count == 0)
            {
                _ofAnyRow.Add(cohort);
            }

            foreach (var pin in pins)
            {
                ref var values = ref CollectionsMarshal.GetValueRefOrAddDefault(_pinned, pin.Column, out _);
                ref var cohorts = ref CollectionsMarshal.GetValueRefOrAddDefault(values ??= [], pin.Hash, out _);
                (cohorts ??= []).Add(cohort);
            }
        }

        /// <summary>True when none is left.</summary>
        public bool Remove(Cohort cohort, List<ScopeValue> pins)
        {
            _ofAnyRow.Remove(cohort);
            foreach (var pin in pins)
            {
                if (_pinned.TryGetValue(pin.Column, out var values) && values.TryGetValue(pin.Hash, out var cohorts)
                    && cohorts.Remove(cohort) && cohorts.Count == 0 && values.Remove(pin.Hash) && values.Count == 0)
                {
                    _pinned.Remove(pin.Column);
                }
            }

            return _ofAnyRow.Count == 0 && _pinned.Count == 0;
        }

        public void Wake(List<Change> changes)
        {
            CohortIndex.Wake(_ofAnyRow, changes);
            foreach (var (column, values) in _pinned)
            {
                var untold = new List<Change>();
                foreach (var change in changes)
                {
                    if (!change.TryTell(column, out var before, out var after))
                    {
                        untold.Add(change);
                        continue;
                    }

                    Wake(values, before, change);
                    Wake(values, after, change);
                }

                if (untold.Count > 0)
                {
                    CohortIndex.Wake(values.Values.SelectMany(cohorts => cohorts), untold);
                }
            }
        }

        private static void Wake(Dictionary<long, HashSet<Cohort>> values, long? value, Change change)
        {
            if (value is { } hash && values.TryGetValue(hash, out var cohorts))
            {
                CohortIndex.Wake(cohorts, [change]);
            }
        }
    }
}
