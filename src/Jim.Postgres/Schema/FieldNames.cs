namespace Jim.Postgres.Schema;

/// <summary>A field that has no name yet.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rank">Where two fields want the same name, the one with the lower rank gets it.</param>
/// <param name="Candidates">The names that it may get, the best one first.</param>
/// <param name="Says">What the field stands for, as the subject of an error message.</param>
internal sealed record FieldProposal<T>(T Field, int Rank, ImmutableArray<string> Candidates, string Says);

/// <summary>
/// Chooses the names of one type's fields, so that they do not depend on the order in which Postgres lists columns and constraints.
/// </summary>
internal static class FieldNames
{
    /// <summary>
    /// The columns that clients may know of, in database order. Throws <see cref="SchemaException"/> where two get the same name, or one
    /// has a given name that is not valid.
    /// </summary>
    public static ImmutableArray<NamedColumn> NameColumns(Relation relation)
    {
        var named = relation.Columns
            .Where(c => !RowType.Steered(c.Tags, "read"))
            .Select(c => new NamedColumn(c, NameColumn(relation, c)))
            .ToImmutableArray();
        foreach (var clash in named.GroupBy(n => n.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var columns = string.Join(" and ", clash.Select(n => $"\"{n.Column.Name}\""));
            throw new SchemaException(
                $"Columns {columns} of {relation} both become {clash.Key}: "
                + "begin the comment on one of them with '@name otherName' or '@omit'.");
        }

        return named;
    }

    /// <summary>
    /// Gives every proposal the first of its candidates that no other field has or wants with a lower rank. Where several of the lowest
    /// rank want the same name, none gets it, so that <c>documents</c> never means one of two foreign keys, and no other field gets it
    /// later. Throws <see cref="SchemaException"/> where a proposal runs out of candidates.
    /// </summary>
    public static ImmutableArray<(T Field, string Name)> Settle<T>(
        Relation relation, IEnumerable<string> taken, IReadOnlyCollection<FieldProposal<T>> proposals)
    {
        var gone = taken.ToHashSet(StringComparer.Ordinal);
        var at = proposals.ToDictionary(p => p, _ => 0);
        for (var settled = false; !settled;)
        {
            settled = true;
            foreach (var wanted in proposals.GroupBy(p => p.Candidates[at[p]], StringComparer.Ordinal).ToList())
            {
                var best = wanted.Min(p => p.Rank);
                var keeps = !gone.Contains(wanted.Key) && wanted.Count(p => p.Rank == best) == 1;
                if (!keeps)
                {
                    gone.Add(wanted.Key);
                }

                foreach (var loser in wanted.Where(p => !keeps || p.Rank != best))
                {
                    settled = false;
                    at[loser]++;
                    if (at[loser] == loser.Candidates.Length)
                    {
                        throw new SchemaException(
                            $"{loser.Says} finds no free field name on {relation} (tried {string.Join(", ", loser.Candidates)}): "
                            + "comment on the constraint with '@name fieldOfTheParent' and '@reverse fieldOfTheRows'.");
                    }
                }
            }
        }

        return [.. proposals.Select(p => (p.Field, p.Candidates[at[p]]))];
    }

    private static string NameColumn(Relation relation, Column column)
    {
        if (!column.Tags.TryGetValue("name", out var given))
        {
            return Naming.Field(column.Name);
        }

        return Naming.IsValid(given)
            ? given
            : throw new SchemaException($"'@name {given}' in the comment on column \"{column.Name}\" of {relation} is not a GraphQL name.");
    }
}
