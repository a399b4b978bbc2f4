using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Runs <c>uploadFile</c>: in a transaction of its own, or within the one that it shares with the other fields of its mutation.
/// </summary>
internal sealed class UploadResolver(FileUploads uploads, RequestGuard guard, ImmutableArray<AttachmentColumn> attachments)
    : ITransactionField
{
    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        if (state.Joined.TryGetValue(context.Field.ResponseName, out var joined))
        {
            return joined();
        }

        var input = (InputObject)context.Arguments["input"]!;
        try
        {
            var staged = await uploads.StageAsync(
                await TakeAsync(input, context.Cancellation), ReadTarget(input), state.Caller, context.Cancellation);
            await WaitAsync(input, staged, context.Cancellation);
            return new UploadFilePayload(staged.FileId, null);
        }
        catch (GraphQLException refused) when (IsTold(refused))
        {
            return Refuse(refused);
        }
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var input = (InputObject)arguments["input"]!;
        ReceivedFile? received = null;
        try
        {
            received = await TakeAsync(input, cancellationToken);
            var staged = await uploads.StageWithinAsync(connection, received, ReadTarget(input), caller, cancellationToken);
            return new JoinedField(
                new UploadFilePayload(staged.FileId, null), [],
                async stop =>
                {
                    await uploads.HintAsync(staged);
                    await WaitAsync(input, staged, stop);
                },
                () => uploads.Discard(received.Spooled));
        }
        catch (Exception failure)
        {
            if (received is not null)
            {
                uploads.Discard(received.Spooled);
            }

            if (failure is GraphQLException refused && IsTold(refused))
            {
                return new JoinedField(Refuse(refused), [.. refused.Errors], _ => Task.CompletedTask, () => { });
            }

            throw;
        }
    }

    /// <summary>The payload tells it; anything else stands in place of the payload.</summary>
    private static bool IsTold(GraphQLException refused) =>
        refused is not (DatabaseUnavailableException or StatementFailedException { IsUnexpected: true });

    private async Task WaitAsync(InputObject input, StagedFile staged, CancellationToken cancellationToken)
    {
        if (Value(input, "ack") is EnumValueDefinition { Name: "STORED" })
        {
            await uploads.WaitStoredAsync(staged.VersionId, cancellationToken);
        }
    }

    private UploadTarget ReadTarget(InputObject input) =>
        Value(input, "id") is Guid id
            ? new UploadTarget.NewVersion(id, Value(input, "ifVersion") as long?)
            : new UploadTarget.NewFile(Value(input, "bucketName") as string, Value(input, "folderId") as Guid?)
            {
                Attachments = [.. from column in attachments
                                  let value = Value(input, column.InputName)
                                  where value is not null
                                  select new Attachment(column, value)],
            };

    private Task<ReceivedFile> TakeAsync(InputObject input, CancellationToken cancellationToken) =>
        ((UploadSlot)Value(input, "file")!).TakeAsync(uploads, cancellationToken);

    private static object? Value(InputObject input, string name) => input.TryGet(name, out var value) ? value : null;

    private static UploadFilePayload Refuse(GraphQLException refused) => new(null, [.. refused.Errors.Select(Tell)]);

    private static Dictionary<string, object?> Tell(GraphQLError error) => new()
    {
        ["__typename"] = "UploadError", ["message"] = error.Message, ["code"] = error.Code,
    };
}

/// <summary>The value of the payload of <c>uploadFile</c>.</summary>
internal sealed record UploadFilePayload(Guid? FileId, IReadOnlyList<Dictionary<string, object?>>? Errors);
