using Npgsql;

namespace Jim.Testing;

/// <summary>
/// Writes a table in every way that plain SQL has, whatever its columns are called by now: INSERT, UPDATE, COPY, MERGE, DELETE, TRUNCATE.
/// </summary>
public sealed class TableWrites(NpgsqlConnection connection, AlterTableForm form)
{
    /// <summary>A column to write: a text, else a number, the key last.</summary>
    private const string ColumnSql = """
        select quote_ident(attname), atttypid in ('text'::regtype, 'varchar'::regtype) from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
          and atttypid in ('text'::regtype, 'varchar'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
        order by atttypid not in ('text'::regtype, 'varchar'::regtype), attname = 'd', attnum = 1 limit 1
        """;

    private static int number = 100_000;
    private readonly string _table = form.Written;

    /// <summary>Each kind of write once, in an order in which each has a row to find.</summary>
    /// <param name="written">Called after each statement with its text.</param>
    public async Task RunAsync(Func<string, Task> written)
    {
        var (column, isText) = await FindColumnAsync();
        await StepAsync($"insert into {_table} default values", written);
        await StepAsync($"insert into {_table} default values", written);
        await StepAsync(
            $"update {_table} set {column} = {(isText ? $"concat({column}, 'u')" : $"{NextNumber()}")} "
            + $"where (tableoid, ctid) = (select tableoid, ctid from {_table} limit 1)", written);
        if (form.Copies)
        {
            await CopyAsync($"copy {_table} ({column}) from stdin", $"{NextNumber()}\n");
            await written("copy");
        }

        if (form.Merges)
        {
            await StepAsync($"merge into {_table} using (values (1)) v on false when not matched then insert default values", written);
        }

        await StepAsync($"delete from {_table} where (tableoid, ctid) = (select tableoid, ctid from {_table} limit 1)", written);
        await StepAsync($"truncate {_table}", written);
    }

    private static int NextNumber() => Interlocked.Increment(ref number);

    private async Task StepAsync(string sql, Func<string, Task> written)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        await written(sql);
    }

    private async Task CopyAsync(string copy, string text)
    {
        await using var writer = await connection.BeginTextImportAsync(copy);
        await writer.WriteAsync(text);
    }

    private async Task<(string Column, bool IsText)> FindColumnAsync()
    {
        await using var command = new NpgsqlCommand(ColumnSql, connection) { Parameters = { new() { Value = _table } } };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetString(0), reader.GetBoolean(1));
    }
}
