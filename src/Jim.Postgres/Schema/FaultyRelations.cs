namespace Jim.Postgres.Schema;

/// <summary>
/// Finds the relations of which no schema can be made, because Jim fails at them, so that all others can be served. This is for faults of
/// Jim that nobody knows of; names that clash are no fault and are resolved by <see cref="NameClashes"/>.
/// </summary>
internal static class FaultyRelations
{
    /// <summary>After so many it is not the relations.</summary>
    private const int Most = 20;

    /// <summary>
    /// Generates a schema of all relations but the fewest. Throws what generating throws where it fails without any relation, or where too
    /// many are at fault.
    /// </summary>
    public static GeneratedSchema GenerateWithout(
        ImmutableArray<Relation> relations, Func<ImmutableArray<Relation>, GeneratedSchema> generate)
    {
        var notices = new List<SchemaNotice>();
        var rest = relations;
        _ = generate([]);
        for (var found = 0; ; found++)
        {
            var (schema, fault) = Try(rest, generate);
            if (schema is not null)
            {
                return schema with { Notices = [.. schema.Notices, .. notices] };
            }

            if (found == Most)
            {
                throw new SchemaException($"No schema can be made of the database ({fault}).");
            }

            var culprit = FindFirst(rest, generate);
            rest = rest.Remove(culprit);
            notices.Add(SchemaNotice.LeftOut(culprit, $"Jim fails at it ({fault}), which is a fault of Jim to be reported"));
        }
    }

    /// <summary>The last relation of the shortest beginning of the list that fails.</summary>
    private static Relation FindFirst(ImmutableArray<Relation> relations, Func<ImmutableArray<Relation>, GeneratedSchema> generate)
    {
        var (works, fails) = (0, relations.Length);
        while (fails - works > 1)
        {
            var middle = (works + fails) / 2;
            if (Try(relations[..middle], generate).Schema is null)
            {
                fails = middle;
            }
            else
            {
                works = middle;
            }
        }

        return relations[fails - 1];
    }

    private static (GeneratedSchema? Schema, string? Fault) Try(
        ImmutableArray<Relation> relations, Func<ImmutableArray<Relation>, GeneratedSchema> generate)
    {
        try
        {
            return (generate(relations), null);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return (null, fault.GetType().Name);
        }
    }
}
