using System.Text;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>run</c> prints where no role of requests may read a table yet, as on a database that Jim serves for the first time: the grants
/// to copy, with the names of this database. Without them the schema has no types, and nothing says why.
/// </summary>
public static class FirstGrants
{
    private const int TablesMost = 40;
    private const int LineMost = 120;

    // The tables and views of the exposed schemas in the order of the catalog, with names quoted where SQL needs it. The last column: no
    // row policy decides which rows a reader sees.
    private const string Sql = """
        select n.nspname, quote_ident(n.nspname), quote_ident(c.relname), c.relkind in ('r', 'p') and not c.relrowsecurity
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by array_position($1, n.nspname::text), c.relname
        """;

    /// <summary>The text to print. Throws <see cref="NpgsqlException"/> where the database cannot be asked.</summary>
    public static async Task<string> BuildAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        var tables = new List<(string Schema, string Table, bool Open)>();
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. schemas] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add((reader.GetString(1), $"{reader.GetString(1)}.{reader.GetString(2)}", reader.GetBoolean(3)));
        }

        return tables.Count == 0
            ? $"The schema is empty: JIM_SCHEMAS names {string.Join(", ", schemas)}, and no table is there.\n"
            : Write(tables);
    }

    private static string Write(List<(string Schema, string Table, bool Open)> tables)
    {
        var text = new StringBuilder(
            "The schema is empty: no role of requests may read a table yet. Grants decide what clients see. "
            + "For signed-in users, as owner:\n\n");
        foreach (var schema in tables.GroupBy(t => t.Schema))
        {
            text.Append("  grant usage on schema ").Append(schema.Key).Append(" to jim_user;\n");
            text.Append("  grant select on");
            var width = 0;
            var names = schema.Select(t => t.Table).Take(TablesMost).ToList();
            for (var i = 0; i < names.Count; i++)
            {
                width += names[i].Length + 2;
                text.Append(width > LineMost ? "\n    " : " ").Append(names[i]).Append(i < names.Count - 1 ? "," : " to jim_user;\n");
                width = width > LineMost ? names[i].Length : width;
            }

            if (schema.Count() is var count && count > TablesMost)
            {
                text.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"  -- and {count - TablesMost} more; all of them: grant select on all tables in schema {schema.Key} to jim_user;\n");
            }
        }

        text.Append('\n');
        if (tables.FirstOrDefault(t => t.Open).Table is { } open)
        {
            text.Append("Every user then sees every row of a table without row level security, as of ").Append(open)
                .Append("; policies say which rows (docs/rights.md).\n");
        }

        return text.Append("Jim shows what is granted within two seconds, without a restart.\n").ToString();
    }
}
