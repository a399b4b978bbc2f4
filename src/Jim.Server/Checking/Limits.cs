using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Types;

namespace Jim.Server.Checking;

/// <summary>What Jim cannot do with the relations of a database, or leaves out, each with the reason.</summary>
public static class Limits
{
    // Everything in the schemas that holds rows. Partitions are part of their table.
    private const string Relations = """
        select c.oid::text, n.nspname || '.' || c.relname, c.relkind::text,
          exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')::text,
          (has_schema_privilege($2, n.oid, 'USAGE') and has_any_column_privilege($2, c.oid, 'SELECT'))::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any ($1) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
        order by 2
        """;

    /// <summary>The relations of the schemas that the GraphQL schema does not have.</summary>
    /// <param name="served">The relations that it has.</param>
    public static async Task<ImmutableArray<string>> FindNotServedAsync(
        CheckedDatabase database, IEnumerable<Relation> served, CancellationToken cancellationToken)
    {
        var known = served.Select(r => r.Oid).ToHashSet();
        var relations = database.Schema.Catalog.Relations.ToDictionary(r => r.Oid);
        var rows = await database.ReadAsync(Relations, [database.Schemas.ToArray(), database.Role], cancellationToken);
        return
        [
            .. from row in rows
               let oid = uint.Parse(row[0]!, System.Globalization.CultureInfo.InvariantCulture)
               where !known.Contains(oid)
               select $"{row[1]}: {Explain(row, relations.GetValueOrDefault(oid))}",
        ];
    }

    /// <summary>What cannot be done with a relation that is served.</summary>
    public static IEnumerable<string> Find(CheckedType type)
    {
        foreach (var column in type.Relation.Columns.Where(c => type.Columns.All(s => s.Column != c)))
        {
            yield return column.Tags.ContainsKey("omit")
                ? $"column {column.Name} is left out by its comment (@omit)"
                : $"column {column.Name} is left out: the role may not read it, or its name clashes with another";
        }

        foreach (var column in type.Columns.Where(c => IsUnknown(c.Text.Item)))
        {
            yield return $"column {column.Column.Name} is of type {column.Column.Type}, which Jim does not know: "
                + "it is a String as Postgres writes it, and cannot be sorted by";
        }

        if (type.Relation.Key is null)
        {
            yield return "no primary key and no unique key without nulls: no field by key, and no mutations";
        }
        else if (!type.IsKeyed)
        {
            yield return "its key does not tell all rows apart that are read: tables inherit from it, or the role may not read the key";
        }
    }

    private static bool IsUnknown(CellText text) =>
        text.Labels is null && !text.IsArray && PostgresTypes.Describe(text.Type) is { Scalar: null };

    private static string Explain(string?[] row, Relation? relation) => (row, relation) switch
    {
        ([_, _, "f", ..], _) => "foreign tables are not served",
        ([_, _, _, "true", ..], _) => "belongs to an extension",
        ([.., "false"], _) => "the role may not read it",
        (_, { Columns.IsEmpty: true }) => "has no columns",
        (_, { } r) when r.Tags.ContainsKey("omit") => "left out by its comment (@omit)",
        (_, { Key: { } key }) when key.Columns.Any(c => c.Select == RoleMask.Nobody) => "the role may not read all columns of its key",
        _ => "left out: its name clashes with another",
    };
}
