using System.Buffers;
using System.Security.Cryptography;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;
using Jim.Postgres.Catalog;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;

namespace Jim.Platform.Files.Resumable;

/// <summary>
/// <c>beginUpload</c> and <c>completeUpload</c>: resumable uploads whose bytes go to the address that the first answers, by tus, and that
/// become a file when the second says so.
/// </summary>
/// <param name="address">Of all uploads; the id of one follows.</param>
internal sealed class ResumableFields(
    FileUploads uploads, ResumableUploads resumable, RowLookup rows, RequestGuard guard, Uri address)
{
    /// <summary>The members of the input of <c>beginUpload</c> beside those that say what the upload becomes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["name", "size", "sha256", "mimeType", "uploadId"];

    /// <param name="files">The table <c>jim.files</c>.</param>
    /// <param name="columns">The columns by which a file may belong to rows.</param>
    /// <param name="target">The members of the input that say what an upload becomes.</param>
    /// <param name="acknowledgement">The type of <c>ack</c>.</param>
    public void Add(
        SchemaUnderConstruction schema, Relation files, ObjectTypeBuilder fileType, ImmutableArray<AttachmentColumn> columns,
        Func<IEnumerable<InputValueBuilder>> target, EnumTypeBuilder acknowledgement)
    {
        var sha256 = "SHA-256 of the bytes, in hex: others are refused at the end.";
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((ResumablePayload)context.Source!).Errors));
        var upload = new FieldBuilder("upload", Describe())
        {
            Binding = new FieldResolver(context => ValueTask.FromResult<object?>(((ResumablePayload)context.Source!).Upload)),
        };
        InputValueBuilder[] begun =
        [
            new("name", Scalars.String.NonNull()), new("size", Scalars.Long.NonNull()) { Description = "Bytes." },
            new("sha256", Scalars.String) { Description = sha256 },
            new("mimeType", Scalars.String) { Description = "Counts where the bytes do not show their type." },
            new("uploadId", Scalars.Uuid) { Description = "The upload's id; the same input again answers the same upload." },
            .. target(),
        ];
        var begin = schema.AddMutation("beginUpload", begun, [upload], [schema.Errors.Get("UploadError")], errors);
        begin.Description = "Begins an upload that can be resumed: send its bytes to `url` by tus 1.0, then `completeUpload`.";
        begin.Binding = new FieldResolver(context => RunAsync(context, async input => new ResumablePayload(
            await BeginAsync(input, columns, context), null)));

        var file = new FieldBuilder("file", fileType)
        {
            Binding = new FieldResolver(async context =>
                ((ResumablePayload)context.Source!).Upload?.FileId is { } id ? await rows.ReadAsync(context, files, id) : null),
        };
        InputValueBuilder[] completed =
        [
            new("id", Scalars.Uuid.NonNull()) { Description = "The upload." }, new("sha256", Scalars.String) { Description = sha256 },
            new("ack", acknowledgement) { Description = "When to answer; absent: STAGED." },
        ];
        var complete = schema.AddMutation("completeUpload", completed, [file], [schema.Errors.Get("UploadError")], errors);
        complete.Description = "Makes the file of an upload whose bytes are all there.";
        complete.Binding = new FieldResolver(context => RunAsync(context, async input => new ResumablePayload(
            await CompleteAsync(input, context), null)));
        begin.VisibleTo = complete.VisibleTo = files.Insert;
    }

    private ObjectTypeBuilder Describe()
    {
        var type = new ObjectTypeBuilder("ResumableUpload") { Description = "An upload that can be resumed." };
        Add("id", Scalars.Uuid, upload => upload.Id);
        Add("url", Scalars.String, upload => address.AbsoluteUri + upload.Id.ToString("D"));
        Add("offset", Scalars.Long, upload => upload.Received);
        Add("expiresAt", Scalars.DateTime, upload => upload.ExpiresAt);
        return type;

        void Add(string name, ScalarType scalar, Func<UploadRow, object?> read) => type.Fields.Add(new FieldBuilder(name, scalar.NonNull())
        {
            Binding = new FieldResolver(context => ValueTask.FromResult(read((UploadRow)context.Source!))),
        });
    }

    private async Task<UploadRow> BeginAsync(InputObject input, ImmutableArray<AttachmentColumn> columns, ResolveContext context)
    {
        var metadata = UploadMetadata.From(
        [
            new(UploadMetadata.FileName, (string)Read(input, "name")!), new(UploadMetadata.FileType, Read(input, "mimeType") as string),
            new(UploadMetadata.BucketName, Read(input, "bucketName") as string),
            new(UploadMetadata.FolderId, (Read(input, "folderId") as Guid?)?.ToString("D")),
            new(UploadMetadata.Id, (Read(input, "id") as Guid?)?.ToString("D")),
            new(UploadMetadata.IfVersion, Read(input, "ifVersion")?.ToString()),
            .. columns.Select(column => KeyValuePair.Create(
                column.InputName, Read(input, column.InputName) is { } id ? Attachment.ToText(column, id) : null)),
        ]);
        var size = (long)Read(input, "size")!;
        return await resumable.BeginAsync(
            Read(input, "uploadId") as Guid?, size >= 0 ? size : throw FileErrors.UploadInvalid("`size` is less than none."),
            UploadKind.Held, metadata, ReadDigest(input), RequestState.Get(context).Caller, context.Cancellation);
    }

    private async Task<UploadRow> CompleteAsync(InputObject input, ResolveContext context)
    {
        var upload = await resumable.CompleteAsync(
            (Guid)Read(input, "id")!, ReadDigest(input), RequestState.Get(context).Caller, context.Cancellation);
        if (Read(input, "ack") is EnumValueDefinition { Name: "STORED" })
        {
            await uploads.WaitFileStoredAsync(upload.FileId!.Value, context.Cancellation);
        }

        return upload;
    }

    /// <summary>Refusals are told in the payload; what cannot be explained stands in its place.</summary>
    private ValueTask<object?> RunAsync(ResolveContext context, Func<InputObject, Task<ResumablePayload>> run) =>
        guard.ResolveAsync<object?>(async () =>
        {
            try
            {
                if (MutationExecution.IsShared(RequestState.Get(context).Input))
                {
                    throw FileErrors.UploadInvalid("A resumable upload takes no part in a transaction: send the mutation by itself.");
                }

                return await run((InputObject)context.Arguments["input"]!);
            }
            catch (GraphQLException refused) when (
                refused is not (DatabaseUnavailableException or StatementFailedException { IsUnexpected: true }))
            {
                return new ResumablePayload(null, [.. refused.Errors.Select(error => new Dictionary<string, object?>
                {
                    ["__typename"] = "UploadError", ["message"] = error.Message, ["code"] = error.Code,
                })]);
            }
        });

    private static byte[]? ReadDigest(InputObject input)
    {
        if (Read(input, "sha256") is not string text)
        {
            return null;
        }

        var digest = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * digest.Length && Convert.FromHexString(text, digest, out _, out _) == OperationStatus.Done
            ? digest
            : throw FileErrors.UploadInvalid("`sha256` is not the hexadecimal text of one.");
    }

    private static object? Read(InputObject input, string name) => input.TryGet(name, out var value) ? value : null;
}

/// <summary>The value of the payloads of resumable uploads; without an upload where there are errors.</summary>
internal sealed record ResumablePayload(UploadRow? Upload, IReadOnlyList<Dictionary<string, object?>>? Errors);
