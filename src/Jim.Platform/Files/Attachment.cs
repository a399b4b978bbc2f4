using System.Globalization;
using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;
using Jim.Postgres.Types;

namespace Jim.Platform.Files;

/// <summary>A row of another table that a file belongs to.</summary>
/// <param name="Id">The value of the column that the foreign key refers to.</param>
public sealed record Attachment(AttachmentColumn Column, object Id)
{
    /// <summary>The row whose id has this text in Postgres.</summary>
    public static Attachment FromText(AttachmentColumn column, string id) =>
        new(column with { Type = SqlType.FromText(column.Type?.Cast ?? "text", text => text) }, id);

    /// <summary>The id's text in Postgres.</summary>
    public static string ToText(AttachmentColumn column, object id) => (column.Type?.Encode(id) ?? id) switch
    {
        string text => text,
        IFormattable moment and (DateTime or DateTimeOffset or DateOnly or TimeOnly) => moment.ToString("O", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The id as a parameter of the column's type; as .NET has it where the column's type is not known.</summary>
    internal object Parameter => Column.Type is { } type ? new SqlParameter(new ConstantSource(Id, 1), type).Bind(default) : Id;
}

/// <summary>
/// A column of <c>jim.files</c> that refers to a row of the team's own tables, as the starter model's <c>document_id</c>. Files can be
/// uploaded to whatever the database has such a foreign key for; who may then see them is decided by the policies of <c>jim.files</c>.
/// </summary>
/// <param name="InputName">The member of the upload's input, as <c>documentId</c>.</param>
/// <param name="Name">The column, quoted for SQL.</param>
/// <param name="Constraint">The foreign key's name.</param>
/// <param name="SelectRow">Selects the row, by its id as <c>$1</c>, when the caller may see it and it is not deleted.</param>
public sealed record AttachmentColumn(string InputName, string Name, string Constraint, string SelectRow)
{
    /// <summary>The type under which the row's id is sent; null: the one that Npgsql chooses.</summary>
    public SqlType? Type { get; init; }

    /// <summary>What stands after the id's parameter in SQL: its cast, or nothing.</summary>
    internal string Cast => Type is { } type ? $"::{type.Cast}" : string.Empty;

    /// <summary>
    /// The columns that clients may give a value to: those that the comment of a column does not leave out (<c>@omit create</c>). A column
    /// with several foreign keys is one member of the input, and its row must be there in each of the tables.
    /// </summary>
    /// <param name="files">The relation <c>jim.files</c>.</param>
    /// <param name="nameOf">The name of a column as clients see it; null where they do not.</param>
    /// <param name="taken">The names of the input's other members, which no column gets: <c>ack</c> becomes <c>ackId</c>.</param>
    public static ImmutableArray<(Column Column, AttachmentColumn Attachment)> Find(
        Relation files, Func<Column, string?> nameOf, IReadOnlyCollection<string> taken) =>
    [
        .. from key in files.ForeignKeys
           where !key.To.Platform && key.Columns is [{ Generated: false }]
           group key by key.Columns[0] into keys
           where !keys.Key.IsOmittedFromCreate
           let name = nameOf(keys.Key)
           where name is not null
           let type = PostgresTypes.Describe(keys.First().ToColumns[0].Type).Sent
           select (keys.Key, new AttachmentColumn(
               taken.Contains(name) ? $"{name}Id" : name, Quote(keys.Key.Name), keys.First().Name, BuildSelect(keys, type))
           {
               Type = type,
           }),
    ];

    private static string BuildSelect(IEnumerable<ForeignKey> keys, SqlType sent)
    {
        var rows = keys.Select(key =>
        {
            var living = key.To.SoftDelete ? " and deleted_at is null" : string.Empty;
            var cast = PostgresTypes.Describe(key.ToColumns[0].Type).Sent.Cast;
            var id = cast == sent.Cast ? $"$1::{cast}" : $"$1::{sent.Cast}::{cast}";
            return $"select from {Quote(key.To.Schema)}.{Quote(key.To.Name)} where {Quote(key.ToColumns[0].Name)} = {id}{living}";
        }).ToList();
        return string.Concat(rows.Select((row, i) => i == 0 ? row : $" and exists ({row})"));
    }

    private static string Quote(string name) => new Identifier(name).ToString();
}
