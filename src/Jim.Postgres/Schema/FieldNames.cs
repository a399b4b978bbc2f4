using System.Collections.Immutable;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>A field that looks for a name: its candidates from best to last; where two want one name, the lower rank has it.</summary>
internal sealed record FieldProposal<T>(T Field, int Rank, ImmutableArray<string> Candidates, string Says);

/// <summary>Settles the names of one type's fields so that the outcome does not depend on any order.</summary>
internal static class FieldNames
{
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
    /// Whoever loses a name goes on to its next candidate; several of the same rank all lose it (so that <c>documents</c> never means one
    /// foreign key of two), and a name that somebody lost is not given again.
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
