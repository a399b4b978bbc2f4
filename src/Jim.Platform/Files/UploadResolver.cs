using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Runs <c>uploadFile</c> and <c>uploadFiles</c>: in a transaction of their own, or within the one that they share with the other fields
/// of their mutation. Of several files all are kept, or none.
/// </summary>
/// <param name="attachments">The columns by which a file belongs to rows.</param>
/// <param name="rowIsKnown">As of <see cref="FileUploads.AllowAsync"/>.</param>
internal sealed class UploadResolver(
    FileUploads uploads, RequestGuard guard, ImmutableArray<AttachmentColumn> attachments, bool rowIsKnown) : ITransactionField
{
    /// <summary>The columns by which a file belongs to rows.</summary>
    public ImmutableArray<AttachmentColumn> Attachments => attachments;

    /// <summary>As of <see cref="FileUploads.AllowAsync"/>.</summary>
    public bool RowIsKnown => rowIsKnown;

    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        if (state.RunJoinedField is { } run)
        {
            return await run(context.Field, context.Cancellation);
        }

        try
        {
            if (ReadInputs(context.Arguments) is not [var input])
            {
                return await uploads.RunTransactionAsync(
                    state.Caller, connection => JoinAsync(context.Arguments, state.Caller, connection, context.Cancellation),
                    context.Cancellation);
            }

            var staged = await uploads.StageAsync(
                await TakeAsync(input, state.Caller, context.Cancellation), ReadTarget(input), state.Caller, context.Cancellation);
            await WaitAsync(input, staged, context.Cancellation);
            return new UploadPayload([staged.FileId], null);
        }
        catch (GraphQLException refused) when (IsTold(refused))
        {
            return Refuse(refused.Errors);
        }
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var received = new List<ReceivedFile>();
        var staged = new List<(InputObject Input, StagedFile File)>();
        try
        {
            foreach (var input in ReadInputs(arguments))
            {
                received.Add(await TakeAsync(input, caller, cancellationToken));
                var file = await uploads.StageWithinAsync(connection, received[^1], ReadTarget(input), caller, cancellationToken);
                staged.Add((input, file));
            }

            return new JoinedField(
                new UploadPayload([.. staged.Select(s => s.File.FileId)], null), [], stop => EndAsync(staged, stop), Discard)
            {
                Refuse = errors => errors[0].Code == RunErrors.UnexpectedCode ? throw new GraphQLException([.. errors]) : Refuse(errors),
            };
        }
        catch (Exception failure)
        {
            Discard();
            if (failure is GraphQLException refused && IsTold(refused))
            {
                return new JoinedField(Refuse(refused.Errors), [.. refused.Errors], _ => Task.CompletedTask, () => { });
            }

            throw;
        }

        void Discard() => received.ForEach(file => uploads.Discard(file.Spooled));
    }

    /// <summary>The ids of the files.</summary>
    public string Keep(object? value) => string.Join(',', ((UploadPayload)value!).FileIds);

    public object Restore(string kept) => new UploadPayload([.. kept.Split(',').Select(Guid.Parse)], null);

    /// <summary>
    /// Asks before a byte arrives whether the caller may upload what the arguments name, and tells the places of the files. Of several
    /// files all are kept or none, so where one is refused, none need arrive.
    /// </summary>
    /// <param name="rowsMayCome">As of <see cref="FileUploads.AllowAsync"/>.</param>
    public async Task AdmitAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, bool rowsMayCome, CancellationToken cancellationToken)
    {
        var slots = new List<(UploadSlot Slot, UploadAllowance Allowance)>();
        var inputs = ReadInputs(arguments);
        try
        {
            foreach (var input in inputs)
            {
                var allowance = await uploads.AllowAsync(ReadTarget(input), caller, rowsMayCome, rowIsKnown, cancellationToken);
                slots.Add((GetSlot(input), allowance));
            }
        }
        catch (GraphQLException refused) when (IsTold(refused))
        {
            foreach (var input in inputs)
            {
                GetSlot(input).Refuse(refused);
            }

            return;
        }

        foreach (var (slot, allowance) in slots)
        {
            slot.Allow(allowance);
        }
    }

    /// <summary>The inputs of the files, in their order: one, or those of the list <c>files</c>.</summary>
    private static ImmutableArray<InputObject> ReadInputs(IReadOnlyDictionary<string, object?> arguments)
    {
        var input = (InputObject)arguments["input"]!;
        return Value(input, "files") is IEnumerable<object?> files ? [.. files.Cast<InputObject>()] : [input];
    }

    private async Task EndAsync(List<(InputObject Input, StagedFile File)> staged, CancellationToken cancellationToken)
    {
        foreach (var (_, file) in staged)
        {
            await uploads.HintAsync(file);
        }

        foreach (var (input, file) in staged)
        {
            await WaitAsync(input, file, cancellationToken);
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

    /// <summary>The bytes of a file, which may have to be copied.</summary>
    private Task<ReceivedFile> TakeAsync(InputObject input, Caller caller, CancellationToken cancellationToken) =>
        RoundRobinThreads.Shared.RunAsync(caller.ShareKey, () => GetSlot(input).TakeAsync(uploads, cancellationToken));

    private static UploadSlot GetSlot(InputObject input) => (UploadSlot)Value(input, "file")!;

    private static object? Value(InputObject input, string name) => input.TryGet(name, out var value) ? value : null;

    private static UploadPayload Refuse(IEnumerable<GraphQLError> errors) => new([], [.. errors.Select(Tell)]);

    private static Dictionary<string, object?> Tell(GraphQLError error) => new()
    {
        ["__typename"] = "UploadError", ["message"] = error.Message, ["code"] = error.Code,
    };
}

/// <summary>The value of the payload of <c>uploadFile</c> and <c>uploadFiles</c>; without files where there are errors.</summary>
internal sealed record UploadPayload(ImmutableArray<Guid> FileIds, IReadOnlyList<Dictionary<string, object?>>? Errors);
