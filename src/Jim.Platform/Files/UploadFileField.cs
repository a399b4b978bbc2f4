using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Platform.Files.Resumable;
using Jim.Platform.Requests;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Platform.Files;

/// <summary>
/// <c>uploadFile</c> and <c>uploadFiles</c>: stage files of a multipart request and answer with their rows; with <c>ack: STORED</c> only
/// when their copies are verified.
/// </summary>
public sealed class UploadFileField(
    FileUploads uploads, ResumableUploads resumable, RowLookup rows, RequestGuard guard, FilesOptions options)
{
    public void Add(SchemaUnderConstruction schema)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r => r is { Schema: "jim", Name: "files" });
        if (relation is null || schema.FindRows("jim", "files") is not { } type)
        {
            return;
        }

        var file = new FieldBuilder("file", type)
        {
            Binding = new FieldResolver(async context =>
                ((UploadPayload)context.Source!).FileIds is [var id] ? await rows.ReadAsync(context, relation, id) : null),
        };
        var files = new FieldBuilder("files", type.List())
        {
            Binding = new FieldResolver(async context => await ReadAllAsync(context, relation)),
        };
        var acknowledgement = Acknowledgement();
        var taken = Inputs(schema, [], acknowledgement).Select(i => i.Name).Concat(ResumableFields.Names);
        var attachments = AttachmentColumn.Find(relation, column => schema.FindFieldName(relation, column), [.. taken]);
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((UploadPayload)context.Source!).Errors));
        var field = schema.AddMutation(
            "uploadFile", Inputs(schema, attachments, acknowledgement), [file], [schema.Errors.Get("UploadError")], errors);
        field.Description =
            "Takes a file of a multipart request. No crash can lose it once this answers; it is served once its state is STORED.";
        var inputs = new InputValueBuilder("files", field.Arguments["input"].Type.List().NonNull());
        var several = schema.AddMutation("uploadFiles", [inputs], [files], [schema.Errors.Get("UploadError")], errors);
        several.Description = "Takes several files of a multipart request: all of them, or none where one is refused.";
        field.VisibleTo = several.VisibleTo = relation.Insert;
        var resolver = new UploadResolver(
            uploads, guard, [.. attachments.Select(a => a.Attachment)], relation.SetByInsertTriggers.IsEmpty);
        field.Binding = several.Binding = new FieldResolver(resolver.ResolveAsync);
        new ResumableFields(uploads, resumable, rows, guard, options.UploadsAddress).Add(
            schema, relation, type, [.. attachments.Select(a => a.Attachment)], () => Target(schema, attachments), acknowledgement);
    }

    /// <summary>The rows in the order of the uploads; null: files were refused.</summary>
    private async Task<List<object?>?> ReadAllAsync(ResolveContext context, Relation relation)
    {
        var payload = (UploadPayload)context.Source!;
        if (payload.Errors is not null)
        {
            return null;
        }

        var rowsRead = new List<object?>();
        foreach (var id in payload.FileIds)
        {
            rowsRead.Add(await rows.ReadAsync(context, relation, id));
        }

        return rowsRead;
    }

    private static IEnumerable<InputValueBuilder> Inputs(
        SchemaUnderConstruction schema, IEnumerable<(Column Column, AttachmentColumn Attachment)> attachments,
        EnumTypeBuilder acknowledgement) =>
    [
        new("file", Scalars.Upload.NonNull()), .. Target(schema, attachments),
        new("ack", acknowledgement) { Description = "When to answer; absent: STAGED." },
    ];

    /// <summary>What says what an upload becomes.</summary>
    private static IEnumerable<InputValueBuilder> Target(
        SchemaUnderConstruction schema, IEnumerable<(Column Column, AttachmentColumn Attachment)> attachments)
    {
        yield return new("bucketName", Scalars.String) { Description = "Absent: the bucket `default`." };
        yield return new("folderId", Scalars.Uuid);
        foreach (var (column, attachment) in attachments)
        {
            yield return new(attachment.InputName, schema.BuildType(column))
            {
                Description = column.Description, VisibleTo = column.Insert,
            };
        }

        yield return new("id", Scalars.Uuid) { Description = "A file that gets a new version; absent: a new file." };
        yield return new("ifVersion", Scalars.Long) { Description = "With `id`: refused when the file has another version by now." };
    }

    private static EnumTypeBuilder Acknowledgement()
    {
        var type = new EnumTypeBuilder("UploadAcknowledgement");
        type.Values.Add(new("STAGED") { Description = "Once it is safe from any crash." });
        type.Values.Add(new("STORED") { Description = "Once its copies are stored and verified, or after half a minute as it is then." });
        return type;
    }
}
