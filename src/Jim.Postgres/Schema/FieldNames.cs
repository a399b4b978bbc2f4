namespace Jim.Postgres.Schema;

/// <summary>A field that has no name yet.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rank">Where two fields want the same name, the one with the lower rank gets it.</param>
/// <param name="Candidates">The names that it may get, the best one first.</param>
internal sealed record FieldProposal<T>(T Field, int Rank, ImmutableArray<string> Candidates);

/// <summary>
/// Chooses the names of one type's fields, so that they do not depend on the order in which Postgres lists columns and constraints.
/// </summary>
internal static class FieldNames
{
    /// <summary>
    /// The columns that clients may know of, in database order. Where two get the same name, the one that a comment gives it to keeps it,
    /// else the one that some role can use, that belongs to the key, or that is older, in this order.
    /// </summary>
    /// <param name="relation">The relation.</param>
    /// <param name="notices">Receives one for each column that is left out because of its name.</param>
    public static ImmutableArray<NamedColumn> NameColumns(Relation relation, ICollection<SchemaNotice> notices)
    {
        var named = new Dictionary<string, Column>(StringComparer.Ordinal);
        var taken = PlatformFields.ReservedNames(relation);
        foreach (var column in relation.Columns
            .Where(c => !Steering.Omits(c.Tags, "read"))
            .OrderBy(c => !c.Tags.ContainsKey("name"))
            .ThenBy(c => !IsVisible(c))
            .ThenBy(c => relation.Key?.Columns.Contains(c) != true))
        {
            var name = column.Tags.TryGetValue("name", out var given) ? given : Naming.Field(column.Name);
            var fault = FindFault(name, given, taken, named);
            if (fault is null)
            {
                named.Add(name, column);
            }
            else if (IsVisible(column))
            {
                notices.Add(SchemaNotice.LeftOut(relation, column, fault));
            }
        }

        return [.. named.Select(n => new NamedColumn(n.Value, n.Key)).OrderBy(n => n.Column.Number)];
    }

    /// <summary>True where some role may read or write the column.</summary>
    public static bool IsVisible(Column column) => (column.Select | column.Insert | column.Update) != RoleMask.Nobody;

    /// <summary>
    /// Gives every proposal the first of its candidates that no other field has or wants with a lower rank. Where several of the lowest
    /// rank want the same name, none gets it, so that <c>documents</c> never means one of two foreign keys, and no other field gets it
    /// later. A proposal that runs out of candidates has no name in the result: null.
    /// </summary>
    public static ImmutableArray<(FieldProposal<T> Proposal, string? Name)> Settle<T>(
        IEnumerable<string> taken, IReadOnlyList<FieldProposal<T>> proposals)
    {
        var gone = taken.ToHashSet(StringComparer.Ordinal);
        var at = new int[proposals.Count];
        for (var settled = false; !settled;)
        {
            settled = true;
            var searching = Enumerable.Range(0, at.Length).Where(i => at[i] < proposals[i].Candidates.Length);
            foreach (var wanted in searching.GroupBy(i => proposals[i].Candidates[at[i]], StringComparer.Ordinal).ToList())
            {
                var best = wanted.Min(i => proposals[i].Rank);
                var keeps = !gone.Contains(wanted.Key) && wanted.Count(i => proposals[i].Rank == best) == 1;
                if (!keeps)
                {
                    gone.Add(wanted.Key);
                }

                foreach (var loser in wanted.Where(i => !keeps || proposals[i].Rank != best))
                {
                    settled = false;
                    at[loser]++;
                }
            }
        }

        return [.. proposals.Select((p, i) => (p, p.Candidates.ElementAtOrDefault(at[i])))];
    }

    private static string? FindFault(string name, string? given, IReadOnlyList<string> taken, Dictionary<string, Column> named) =>
        given is not null && !Naming.IsValid(given) ? $"'@name {given}' in its comment is not a GraphQL name"
        : named.TryGetValue(name, out var other) ? $"column {new Identifier(other.Name)} has the name {name}"
        : taken.Contains(name) ? $"Jim itself has a field {name} here"
        : null;
}
