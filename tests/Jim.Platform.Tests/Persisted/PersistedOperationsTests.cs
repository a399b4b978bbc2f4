using Jim.Platform.Persisted;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;

namespace Jim.Platform.Tests.Persisted;

/// <summary>Which text runs, for each way of naming one, with the allow-list off and on.</summary>
public sealed class PersistedOperationsTests
{
    private const string Trusted = "{ trusted }";
    private const string Other = "{ other }";
    private static readonly Caller Anyone = Caller.Anonymous;
    private static readonly Caller Administrator = Caller.Anonymous with { Role = "jim_admin" };
    private readonly AutomaticQueries _automatic = new(null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_runs_as_it_is() => Runs(Other, await AskAsync(new() { Query = Bytes(Other) }));

    [Fact]
    public async Task An_id_runs_its_text() => Runs(Trusted, await AskAsync(new() { DocumentId = "Me" }));

    [Fact]
    public async Task Of_a_text_and_an_id_the_text_runs() => Runs(Other, await AskAsync(new() { DocumentId = "Me", Query = Bytes(Other) }));

    [Theory]
    [InlineData("me")]
    [InlineData("")]
    [InlineData("../Me")]
    [InlineData("Me\0")]
    public async Task An_id_that_is_none_is_told_as_it_was_asked(string id)
    {
        var error = Refused(await AskAsync(new() { DocumentId = id }), "HC0020", ResponseOutcome.Invalid);
        Assert.Equal("The specified persisted operation key is invalid.", error.Message);
        Assert.Equal(id, error.Extensions.Single(x => x.Key == "requestedKey").Value);
    }

    [Fact]
    public async Task A_hostile_id_is_told_shortened()
    {
        var error = Refused(await AskAsync(new() { DocumentId = new string('x', 1 << 20) }), "HC0020", ResponseOutcome.Invalid);
        Assert.Equal(101, ((string)error.Extensions.Single(x => x.Key == "requestedKey").Value!).Length);
    }

    [Fact]
    public async Task Nothing_to_run() => Refused(await AskAsync(new()), "HC0012", ResponseOutcome.Malformed);

    [Fact]
    public async Task A_hash_is_a_miss_until_its_text_was_kept()
    {
        var hash = DocumentHash.Compute(Bytes(Other).Span);
        var miss = Refused(await AskAsync(WithHash(hash)), "HC0020", ResponseOutcome.NotPersisted);
        Assert.Equal("PersistedQueryNotFound", miss.Message);

        var told = await AskAsync(WithHash(hash) with { Query = Bytes(Other) });
        Assert.Equal(hash, Runs(Other, told).NewHash);
        Refused(await AskAsync(WithHash(hash)), "HC0020", ResponseOutcome.NotPersisted);

        await _automatic.StoreAsync(hash, Bytes(Other), Cancel);
        Runs(Other, await AskAsync(WithHash(hash)));
        Runs(Other, await AskAsync(WithHash(hash.ToUpperInvariant())));
    }

    [Fact]
    public async Task A_hash_finds_a_trusted_operation_by_text_or_id()
    {
        Runs(Trusted, await AskAsync(WithHash(DocumentHash.Compute(Bytes(Trusted).Span))));
        Runs(Trusted, await AskAsync(WithHash("Me")));
    }

    [Fact]
    public async Task A_hash_of_another_text_is_refused() =>
        Refused(await AskAsync(WithHash(new string('0', 64)) with { Query = Bytes(Other) }), "JIM_PERSISTED_HASH", ResponseOutcome.Invalid);

    [Theory]
    [InlineData("""{"version":2,"sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}""")]
    [InlineData("""{"version":"1","sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}""")]
    [InlineData("""{"sha256Hash":"0000000000000000000000000000000000000000000000000000000000000000"}""")]
    [InlineData("""{"version":1,"sha256Hash":"000000000000000000000000000000000000000000000000000000000000000g"}""")]
    [InlineData("""{"version":1,"sha256Hash":""}""")]
    [InlineData("""{"version":1,"sha256Hash":7}""")]
    [InlineData("""{"version":1,"md5Hash":"x"}""")]
    [InlineData("[]")]
    public async Task A_hash_in_another_form_is_refused(string extension) =>
        Refused(await AskAsync(WithExtension(extension)), "JIM_PERSISTED_QUERY", ResponseOutcome.Invalid);

    [Fact]
    public async Task A_hash_of_another_kind_beside_a_text_is_passed_over()
    {
        var asked = await AskAsync(WithExtension("""{"version":1,"md5Hash":"x"}""") with { Query = Bytes(Other) });
        Assert.Null(Runs(Other, asked).NewHash);
    }

    [Fact]
    public async Task A_null_in_the_hashs_place_is_none() =>
        Runs(Other, await AskAsync(WithExtension("null") with { Query = Bytes(Other) }));

    [Fact]
    public async Task Under_the_allow_list_a_text_runs_only_if_it_is_trusted()
    {
        var error = Refused(await AskAsync(new() { Query = Bytes(Other) }, trustedOnly: true), "HC0067", ResponseOutcome.Invalid);
        Assert.Equal("Only persisted operations are allowed.", error.Message);
        Assert.Contains("JIM_ONLY_PERSISTED", (string)error.Extensions.Single(x => x.Key == "hint").Value!, StringComparison.Ordinal);
        Refused(await AskAsync(new() { Query = Bytes(Trusted + " ") }, trustedOnly: true), "HC0067", ResponseOutcome.Invalid);
        Runs(Trusted, await AskAsync(new() { Query = Bytes(Trusted) }, trustedOnly: true));
    }

    [Fact]
    public async Task Under_the_allow_list_of_a_text_and_an_id_the_id_runs()
    {
        Runs(Trusted, await AskAsync(new() { DocumentId = "Me", Query = Bytes(Other) }, trustedOnly: true));
        Refused(
            await AskAsync(new() { DocumentId = "none", Query = Bytes(Trusted) }, trustedOnly: true), "HC0020", ResponseOutcome.Invalid);
    }

    [Fact]
    public async Task Under_the_allow_list_hashes_name_trusted_operations_only_and_nothing_is_kept()
    {
        var other = DocumentHash.Compute(Bytes(Other).Span);
        var trusted = DocumentHash.Compute(Bytes(Trusted).Span);
        await _automatic.StoreAsync(other, Bytes(Other), Cancel);

        var error = Refused(await AskAsync(WithHash(other), trustedOnly: true), "HC0020", ResponseOutcome.Invalid);
        Assert.NotEqual("PersistedQueryNotFound", error.Message);
        Refused(await AskAsync(WithHash(other) with { Query = Bytes(Other) }, trustedOnly: true), "HC0067", ResponseOutcome.Invalid);
        Runs(Trusted, await AskAsync(WithHash(trusted), trustedOnly: true));
        var told = await AskAsync(WithHash(trusted) with { Query = Bytes(Trusted) }, trustedOnly: true);
        Assert.Null(Runs(Trusted, told).NewHash);
    }

    [Fact]
    public async Task Under_the_allow_list_a_hash_of_another_kind_does_not_let_a_text_in() => Refused(
        await AskAsync(
            WithExtension("""{"version":1,"md5Hash":"x"}""") with { Query = Bytes(Other) },
            trustedOnly: true), "HC0067", ResponseOutcome.Invalid);

    [Fact]
    public async Task Under_the_allow_list_administrators_are_free() =>
        Runs(Other, await AskAsync(new() { Query = Bytes(Other) }, trustedOnly: true, Administrator));

    [Fact]
    public async Task Under_the_allow_list_a_job_runs_what_was_let_in_when_it_was_queued()
    {
        using var payload = JsonDocument.Parse(MutationPayload.Write(new GraphQLRequest { Query = Bytes(Other) }));
        Runs(Other, await AskAsync(MutationPayload.Read(payload.RootElement), trustedOnly: true));
    }

    [Fact]
    public async Task In_production_a_refusal_does_not_speak_of_settings()
    {
        var operations = new PersistedOperations(
            TrustedOperations.None, _automatic, new PersistedOptions(TrustedOnly: true, Explain: false));
        var asked = await operations.ResolveAsync(new() { Query = Bytes(Other) }, Anyone, Cancel);
        Assert.Empty(Refused(asked, "HC0067", ResponseOutcome.Invalid).Extensions);
    }

    private ValueTask<ResolvedRequest> AskAsync(GraphQLRequest request, bool trustedOnly = false, Caller? caller = null) =>
        new PersistedOperations(
            new TrustedOperations([KeyValuePair.Create("Me", Bytes(Trusted).ToArray())]), _automatic,
            new PersistedOptions(trustedOnly, Explain: true))
            .ResolveAsync(request, caller ?? Anyone, Cancel);

    private static FoundRequest Runs(string text, ResolvedRequest asked)
    {
        var found = Assert.IsType<FoundRequest>(asked);
        Assert.Equal(text, Encoding.UTF8.GetString(found.Request.Query.Span));
        return found;
    }

    private static GraphQL.Errors.GraphQLError Refused(ResolvedRequest asked, string code, ResponseOutcome outcome)
    {
        var refused = Assert.IsType<UnresolvedRequest>(asked).Error;
        Assert.Equal((outcome, code), (refused.Outcome, refused.Error.Code));
        return refused.Error;
    }

    private static GraphQLRequest WithHash(string hash) => WithExtension(JsonSerializer.Serialize(new { version = 1, sha256Hash = hash }));

    private static GraphQLRequest WithExtension(string persistedQuery) =>
        new() { Extensions = JsonDocument.Parse($"{{\"persistedQuery\":{persistedQuery}}}").RootElement };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
