using System.Diagnostics;
using System.Text;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Running;

/// <summary>The rows that were looked for by their keys, as a subscriber has them. Dispose it to return its buffer.</summary>
public sealed class ChangedRows : IDisposable
{
    private readonly ChangePlan _plan;
    private readonly FetchedRow _fetched;
    private readonly List<(int Start, int Length)> _rows = [];

    internal ChangedRows(ChangePlan plan, FetchedRow fetched)
    {
        (_plan, _fetched) = (plan, fetched);
        var array = new WireArray(fetched.Bytes);
        while (array.Next(out var start, out var length))
        {
            _rows.Add((start, length));
        }

        if (_rows.Count > 0 && !plan.RowTypes.Fit(Bytes(0)))
        {
            throw new GraphQLException(RunErrors.SchemaChanged());
        }
    }

    /// <summary>As many as keys were looked for, in their order.</summary>
    public int Count => _rows.Count;

    public RowPresence Find(int row)
    {
        var bytes = Bytes(row);
        var cells = new WireRow(bytes, new int[WireRow.RoomFor(bytes)]);
        return new RowPresence(
            ReadKey(cells, _plan.Relation.Key!.Columns.Length), !cells.IsNull(_plan.PresenceCell),
            _plan.UndeletedCell is { } cell && cells[cell][0] != 0);
    }

    /// <summary>
    /// Writes the <c>data</c> of an event. Throws <see cref="GraphQLException"/> (JIM_SCHEMA_CHANGED) where the row is not what the plan
    /// was made for.
    /// </summary>
    public JsonBuffer Write(int row, ErrorHandling handling, RowEvent told, out IReadOnlyList<GraphQLError> errors)
    {
        var bytes = Bytes(row);
        return Write(_plan, handling, told, new WireRow(bytes, new int[WireRow.RoomFor(bytes)]), hasRow: true, out errors);
    }

    /// <summary>Writes the <c>data</c> of an event without a row.</summary>
    public static JsonBuffer WriteReset(ChangePlan plan, string cursor) =>
        Write(plan, ErrorHandling.Propagate, new RowEvent(RowOperation.Reset, null, cursor), default, hasRow: false, out _);

    public void Dispose() => _fetched.Return();

    /// <summary>The key as one text, which tells rows apart.</summary>
    internal static string ReadKey(in WireRow cells, int columns)
    {
        var key = Encoding.UTF8.GetString(cells[0]);
        for (var i = 1; i < columns; i++)
        {
            key = $"{key}\0{Encoding.UTF8.GetString(cells[i])}";
        }

        return key;
    }

    private static JsonBuffer Write(
        ChangePlan plan, ErrorHandling handling, RowEvent told, in WireRow row, bool hasRow, out IReadOnlyList<GraphQLError> errors)
    {
        var json = new JsonBuffer(1024);
        try
        {
            var output = new ShapeOutput(json, plan.Source, handling);
            json.WriteByte((byte)'{');
            json.WriteString(plan.ResponseName);
            json.WriteRaw(":{"u8);
            for (var i = 0; i < plan.Members.Length; i++)
            {
                if (i > 0)
                {
                    json.WriteByte((byte)',');
                }

                WriteMember(plan, plan.Members[i], told, row, hasRow, output);
            }

            json.WriteRaw("}}"u8);
            output.Locate(0, plan.ResponseName);
            errors = output.Errors;
            return output.IsOutdated ? throw new GraphQLException(RunErrors.SchemaChanged()) : json;
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    private static void WriteMember(
        ChangePlan plan, ChangePlanMember member, RowEvent told, in WireRow row, bool hasRow, ShapeOutput output)
    {
        if (member.Shape is { } shape && (hasRow || member.OfReset) && !(member.Member == ChangeMember.Row && told.HasNoRow))
        {
            shape.TryWrite(row, output);
            return;
        }

        var json = output.Json;
        json.WriteString(member.ResponseName);
        json.WriteByte((byte)':');
        switch (member.Member)
        {
            case ChangeMember.Operation:
                json.WriteString(told.Operation.ToString().ToUpperInvariant());
                break;
            case ChangeMember.Cursor:
                json.WriteString(told.Cursor);
                break;
            case ChangeMember.Columns when told.ChangedColumns is { } columns:
                WriteColumns(plan, columns, json);
                break;
            case ChangeMember.Columns or ChangeMember.Row or null:
                json.WriteNull();
                break;
            default:
                throw new UnreachableException($"There is no member {member.Member}.");
        }
    }

    private static void WriteColumns(ChangePlan plan, long columns, JsonBuffer json)
    {
        json.WriteByte((byte)'[');
        var written = 0;
        for (var bit = 0; bit < 63; bit++)
        {
            if ((columns & (1L << bit)) != 0 && plan.FieldNames.TryGetValue(bit, out var name))
            {
                json.WriteRaw(written++ > 0 ? ","u8 : default);
                json.WriteString(name);
            }
        }

        json.WriteByte((byte)']');
    }

    private ReadOnlySpan<byte> Bytes(int row) => _fetched.Bytes.Slice(_rows[row].Start, _rows[row].Length);
}

/// <summary>Whether a subscriber has a row.</summary>
/// <param name="Key">Its key as one text.</param>
/// <param name="IsThere">It is in the filter and the rights.</param>
/// <param name="IsThereUndeleted">It would be if it were not deleted softly.</param>
public readonly record struct RowPresence(string Key, bool IsThere, bool IsThereUndeleted);

/// <summary>What is told of a row beside the row itself.</summary>
/// <param name="ChangedColumns">As <see cref="Change.ChangedColumns"/>; null: any.</param>
public sealed record RowEvent(RowOperation Operation, long? ChangedColumns, string Cursor)
{
    public bool HasNoRow => Operation is RowOperation.Delete or RowOperation.Reset;
}

/// <summary>The values of <c>ChangeOperation</c> in the schema.</summary>
public enum RowOperation
{
    Insert,
    Update,
    Delete,
    Reset,
}
