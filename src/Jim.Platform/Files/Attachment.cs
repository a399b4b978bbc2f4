using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;
using Jim.Postgres.Types;

namespace Jim.Platform.Files;

/// <summary>A row of another table that a file belongs to.</summary>
/// <param name="Id">The value of the column that the foreign key refers to.</param>
public sealed record Attachment(AttachmentColumn Column, object Id)
{
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

    /// <summary>The columns that clients may give a value to.</summary>
    /// <param name="files">The relation <c>jim.files</c>.</param>
    /// <param name="nameOf">The name of a column as clients see it; null where they do not.</param>
    public static ImmutableArray<(Column Column, AttachmentColumn Attachment)> Find(Relation files, Func<Column, string?> nameOf) =>
    [
        .. from key in files.ForeignKeys
           where !key.To.Platform && key.Columns is [{ Generated: false }]
           let name = nameOf(key.Columns[0])
           where name is not null
           select (key.Columns[0], new AttachmentColumn(name, Quote(key.Columns[0].Name), key.Name, BuildSelect(key))
           {
               Type = PostgresTypes.Describe(key.ToColumns[0].Type).Sent,
           }),
    ];

    private static string BuildSelect(ForeignKey key)
    {
        var living = key.To.SoftDelete ? " and deleted_at is null" : string.Empty;
        var cast = PostgresTypes.Describe(key.ToColumns[0].Type).Sent.Cast;
        return $"select from {Quote(key.To.Schema)}.{Quote(key.To.Name)} where {Quote(key.ToColumns[0].Name)} = $1::{cast}{living}";
    }

    private static string Quote(string name) => new Identifier(name).ToString();
}
