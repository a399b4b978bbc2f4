using System.Security.Cryptography;
using Jim.Platform.Files;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Tests.Files;

public sealed class FileUploadsTests(FilesWorld world) : FilesTests(world)
{
    [Fact]
    public async Task Stages_a_file_with_its_version_its_job_its_event_and_its_message()
    {
        var bytes = Encoding.UTF8.GetBytes("a,b\n1,2\n");

        var file = await World.UploadAsync(bytes, "../../table.csv", "text/csv; charset=utf-8");

        Assert.Equal(("table.csv", "text/csv", 8L), (file.Name, file.MimeType, file.SizeBytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), file.Sha256);
        Assert.Equal(
            $"staged table.csv text/csv 8 {file.Sha256} {file.VersionId} {FilesWorld.Alice.Subject}",
            await World.ValueAsync<string>($"""
                select concat_ws(' ', state, name, mime_type, size_bytes, sha256, current_version, owner_id)
                from jim.files where id = '{file.FileId}'
                """));
        Assert.Equal(
            "staged 1 text/plain text/csv; charset=utf-8",
            await World.ValueAsync<string>(
                $"select concat_ws(' ', state, number, mime_sniffed, mime_declared) from jim.file_versions where id = '{file.VersionId}'"));
        Assert.Equal(
            $"queued file.store {FilesWorld.Alice.Subject}",
            await World.ValueAsync<string>($"select concat_ws(' ', state, kind, owner_id) from jim.jobs where id = '{file.JobId}'"));
        Assert.Equal("staged", await World.ValueAsync<string>($"select kind from jim.events where subject_id = '{file.FileId}'"));
        Assert.Equal("file.store.small", FindQueue(file));
    }

    /// <summary>
    /// Npgsql would cancel a statement by calls that block the thread. That may be one on which sockets are read, the answer to the call
    /// too: then everybody waits until it times out.
    /// </summary>
    [Fact]
    public async Task A_client_that_leaves_has_no_statement_cancelled_by_Npgsql()
    {
        var file = await World.UploadAsync([1]);
        await using var other = await World.Superuser.OpenConnectionAsync(Ct);
        await using var changing = await other.BeginTransactionAsync(Ct);
        await using var change = new NpgsqlCommand($"update jim.files set name = 'other' where id = '{file.FileId}'", other, changing);
        await change.ExecuteNonQueryAsync(Ct);
        using var leaving = new CancellationTokenSource();
        var upload = World.Uploads().StageAsync(
            new UploadPart(new MemoryStream([2]), "b.bin", null), new UploadTarget.NewVersion(file.FileId, null), FilesWorld.Alice,
            leaving.Token);
        await Eventually.Holds(async () => await World.ValueAsync<bool>($"""
            select exists(select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and query like
              '%jim.files where id = $1 and deleted_at is null for update%')
            """));
        await leaving.CancelAsync();
        await changing.RollbackAsync(Ct);
        Assert.Equal(file.FileId, (await upload).FileId);
    }

    /// <summary>A policy that reads the size, the name or the whole row says no when these are known.</summary>
    [Theory]
    [InlineData("folder_id is not null", true)]
    [InlineData("document_id in (select id from documents where title = 'none')", true)]
    [InlineData("owner_id is null or size_bytes > 5", false)]
    [InlineData("name like 'ok%'", false)]
    [InlineData("files.* is null", false)]
    public async Task Asks_a_policy_before_the_bytes_where_these_do_not_decide_it(string condition, bool isAsked)
    {
        await World.ExecuteAsync(
            $"create policy none on jim.files as restrictive for insert to jim_user with check ({condition})");
        try
        {
            var target = FilesWorld.To(World.AlicesDocument);
            var refused = await Record.ExceptionAsync(() => World.Uploads().AllowAsync(
                target, FilesWorld.Alice, rowsMayCome: false, rowIsKnown: true, TestContext.Current.CancellationToken));
            Assert.Equal(isAsked ? ErrorTable.FileForbidden.Code : null, (refused as GraphQLException)?.Errors[0].Code);
            Assert.Equal(ErrorTable.FileForbidden.Code, (await RefusedAsync(target: target)).Code);
        }
        finally
        {
            await World.ExecuteAsync("drop policy none on jim.files");
        }
    }

    [Fact]
    public async Task Takes_an_empty_file() => Assert.Equal(0, (await World.UploadAsync([], "empty.txt")).SizeBytes);

    [Fact]
    public async Task Keeps_one_spelling_of_a_name()
    {
        var file = await World.UploadAsync([1], "cafe\u0301.txt");

        Assert.Equal("caf\u00E9.txt", await World.ValueAsync<string>($"select name from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Links_a_document_that_the_caller_sees()
    {
        var file = await World.UploadAsync([1], target: FilesWorld.To(World.AlicesDocument));

        Assert.Equal(World.AlicesDocument, await World.ValueAsync<Guid>($"select document_id from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Treats_a_document_that_the_caller_does_not_see_as_one_that_does_not_exist()
    {
        var hidden = await RefusedAsync(target: FilesWorld.To(World.AlicesDocument), caller: FilesWorld.Bob);
        var missing = await RefusedAsync(target: FilesWorld.To(Guid.NewGuid()), caller: FilesWorld.Bob);

        Assert.Equal(ErrorTable.FileTargetNotFound.Code, hidden.Code);
        Assert.Equal(hidden.Message, missing.Message);
    }

    [Fact]
    public async Task Refuses_an_anonymous_caller() =>
        Assert.Equal(ErrorTable.FileForbidden.Code, (await RefusedAsync(caller: Caller.Anonymous)).Code);

    [Fact]
    public async Task Refuses_the_service_account_outside_a_job() =>
        Assert.Equal(ErrorTable.FileForbidden.Code, (await RefusedAsync(caller: FilesWorld.Service)).Code);

    [Fact]
    public async Task Refuses_an_unknown_bucket_and_an_unknown_folder()
    {
        Assert.Equal(ErrorTable.BucketNotFound.Code, (await RefusedAsync(target: new UploadTarget.NewFile("nowhere"))).Code);
        Assert.Equal(
            ErrorTable.FileTargetNotFound.Code, (await RefusedAsync(target: new UploadTarget.NewFile(FolderId: Guid.NewGuid()))).Code);
    }

    [Fact]
    public async Task Keeps_to_the_bucket_s_size_and_types_as_sniffed()
    {
        await World.ExecuteAsync($$"""
            insert into jim.buckets (name, owner_id, size_max, mime_allow)
            values ('photos', '{{FilesWorld.Alice.Subject}}', 100, '{image/*}')
            """);
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];

        Assert.Equal("image/png", (await World.UploadAsync(png, target: new UploadTarget.NewFile("photos"))).MimeType);
        Assert.Equal(
            ErrorTable.FileType.Code,
            (await RefusedAsync(Encoding.UTF8.GetBytes("<script>"), "x.png", "image/png", new UploadTarget.NewFile("photos"))).Code);
        Assert.Equal(
            ErrorTable.FileTooLarge.Code,
            (await RefusedAsync([.. png, .. new byte[100]], "x.png", "image/png", new UploadTarget.NewFile("photos"))).Code);
        Assert.Equal(
            ErrorTable.BucketNotFound.Code,
            (await RefusedAsync(png, target: new UploadTarget.NewFile("photos"), caller: FilesWorld.Bob)).Code);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_refused_or_cut_upload()
    {
        var before = Directory.GetFiles(World.SpoolPath).Length;
        var cut = new RepeatingStream(1_000_000) { At = (500_000, () => throw new IOException("reset")) };

        await RefusedAsync(name: "..");
        await RefusedAsync(caller: FilesWorld.Service);
        var broken = await Assert.ThrowsAsync<GraphQLException>(
            () => World.Uploads().StageAsync(new UploadPart(cut, "a", null), new UploadTarget.NewFile(), FilesWorld.Alice, Ct));

        Assert.Equal(ErrorTable.UploadCut.Code, broken.Errors[0].Code);
        Assert.Equal(before, Directory.GetFiles(World.SpoolPath).Length);
    }

    [Fact]
    public async Task Stages_also_while_the_broker_is_down()
    {
        var down = new Jobs.HandBus { IsDown = true };

        var file = await World.Uploads(down)
            .StageAsync(new UploadPart(new MemoryStream([1]), "a", null), new UploadTarget.NewFile(), FilesWorld.Alice, Ct);

        Assert.Equal("staged", await World.ValueAsync<string>($"select state::text from jim.files where id = '{file.FileId}'"));
    }

    [Fact]
    public async Task Sends_a_large_file_to_a_queue_of_its_own()
    {
        var file = await World.Uploads().StageAsync(
            new UploadPart(new RepeatingStream(World.Options.LargeAbove + 1), "large", null), new UploadTarget.NewFile(), FilesWorld.Alice,
            Ct);

        Assert.Equal("file.store.large", FindQueue(file));
    }

    [Fact]
    public async Task Adds_a_version_once_per_version_that_the_caller_saw()
    {
        var first = await World.UploadAsync([1]);
        var seen = await World.ValueAsync<long>($"select version from jim.files where id = '{first.FileId}'");

        var second = await World.UploadAsync([2, 2], target: new UploadTarget.NewVersion(first.FileId, seen));
        var late = await RefusedAsync(target: new UploadTarget.NewVersion(first.FileId, seen));

        Assert.Equal(first.FileId, second.FileId);
        Assert.Equal(ErrorTable.FileStale.Code, late.Code);
        Assert.Equal("1 2", await World.ValueAsync<string>(
            $"select string_agg(number::text, ' ' order by number) from jim.file_versions where file_id = '{first.FileId}'"));
    }

    [Fact]
    public async Task Lets_nobody_replace_a_file_that_they_may_only_see_or_not_even_see()
    {
        var file = await World.UploadAsync([1]);
        var reader = FilesWorld.Service;

        Assert.Equal(
            ErrorTable.FileTargetNotFound.Code,
            (await RefusedAsync(target: new UploadTarget.NewVersion(file.FileId), caller: FilesWorld.Bob)).Code);
        Assert.Equal(
            ErrorTable.FileForbidden.Code, (await RefusedAsync(target: new UploadTarget.NewVersion(file.FileId), caller: reader)).Code);
    }

    [Fact]
    public async Task Stages_what_was_received_before_or_discards_it()
    {
        var before = Directory.GetFiles(World.SpoolPath).Length;
        var uploads = World.Uploads();
        var kept = await uploads.ReceiveAsync(new MemoryStream([1]), Ct);
        var dropped = await uploads.ReceiveAsync(new MemoryStream([1]), Ct);
        var refused = await uploads.ReceiveAsync(new MemoryStream([1]), Ct);

        await uploads.StageAsync(new ReceivedFile(kept, "a", null), new UploadTarget.NewFile(), FilesWorld.Alice, Ct);
        uploads.Discard(dropped);
        await Assert.ThrowsAsync<GraphQLException>(
            () => uploads.StageAsync(new ReceivedFile(refused, "a", null), new UploadTarget.NewFile("nowhere"), FilesWorld.Alice, Ct));

        Assert.Equal(before + 1, Directory.GetFiles(World.SpoolPath).Length);
    }

    private string FindQueue(StagedFile file) => World.Bus.Messages
        .Single(m => Encoding.UTF8.GetString(m.Body).Contains(file.JobId.ToString("D"), StringComparison.Ordinal)).Queue;

    private async Task<Jim.GraphQL.Errors.GraphQLError> RefusedAsync(
        byte[]? bytes = null, string name = "a.bin", string? type = null, UploadTarget? target = null, Caller? caller = null) =>
        (await Assert.ThrowsAsync<GraphQLException>(() => World.UploadAsync(bytes ?? [1], name, type, target, caller))).Errors[0];
}
