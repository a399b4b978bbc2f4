using System.Text.Json;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;

namespace Jim.Platform.Persisted;

/// <summary>
/// Which text a request runs: its own, that of a trusted operation's id, or that of a hash which was told before. Where both <c>query</c>
/// and an id are given the query runs; under <see cref="PersistedOptions.TrustedOnly"/> the id does, and administrators are free of all
/// this.
/// </summary>
public sealed class PersistedOperations(TrustedOperations trusted, AutomaticQueries automatic, PersistedOptions options)
{
    public ValueTask<ResolvedRequest> ResolveAsync(GraphQLRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var free = !options.TrustedOnly || request.Admitted || caller.Role == "jim_admin";
        if (request.DocumentId is { } id && (request.Query.IsEmpty || !free))
        {
            return new(trusted.Find(id) is { } text
                ? new ResolvedRequest(request with { Query = text })
                : ResolvedRequest.Refused(request, ResponseOutcome.Invalid, PersistedErrors.UnknownOperation(id)));
        }

        if (ExtensionOf(request) is { } extension)
        {
            return ByHashAsync(request, extension, free, cancellationToken);
        }

        return new(request.Query.IsEmpty
            ? ResolvedRequest.Refused(request, ResponseOutcome.Malformed, RequestErrors.NoDocument())
            : ByText(request, free));
    }

    /// <summary>Keeps the text of <see cref="ResolvedRequest.NewHash"/>, once it is known to be valid for its caller.</summary>
    public ValueTask KeepAsync(string hash, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        automatic.KeepAsync(hash, text, cancellationToken);

    private ResolvedRequest ByText(GraphQLRequest request, bool free) => free || trusted.Contains(request.Query.Span)
        ? new ResolvedRequest(request)
        : ResolvedRequest.Refused(request, ResponseOutcome.Invalid, PersistedErrors.OnlyPersisted(options.Hint));

    /// <summary>Apollo's protocol: the hash alone first, with the text when that was not known.</summary>
    private async ValueTask<ResolvedRequest> ByHashAsync(
        GraphQLRequest request, JsonElement extension, bool free, CancellationToken cancellationToken)
    {
        var named = NamedIn(extension);
        if (named is null && !request.Query.IsEmpty)
        {
            return ByText(request, free); // A hash of another kind (md5Hash) beside its text: nothing is lost by not keeping it.
        }

        // Apollo's clients send the ids of a manifest in the hash's place too; those need not be hashes.
        if (named is null || !IsVersionOne(extension) || (!DocumentHash.IsOne(named) && trusted.Find(named) is null))
        {
            return ResolvedRequest.Refused(request, ResponseOutcome.Invalid, PersistedErrors.UnusableExtension());
        }

        return request.Query.IsEmpty
            ? await ByHashAloneAsync(request, named, free, cancellationToken)
            : Telling(request, named.ToLowerInvariant(), free);
    }

    private async ValueTask<ResolvedRequest> ByHashAloneAsync(
        GraphQLRequest request, string named, bool free, CancellationToken cancellationToken)
    {
        var hash = named.ToLowerInvariant();
        if ((trusted.Find(named) ?? trusted.FindByHash(hash) ?? (free ? await automatic.FindAsync(
            hash, cancellationToken) : null)) is { } text)
        {
            return new ResolvedRequest(request with { Query = text });
        }

        // Where the text would be refused too, nobody is asked for it.
        return free
            ? ResolvedRequest.Refused(request, ResponseOutcome.NotPersisted, PersistedErrors.NotFound())
            : ResolvedRequest.Refused(request, ResponseOutcome.Invalid, PersistedErrors.UnknownOperation(named));
    }

    private ResolvedRequest Telling(GraphQLRequest request, string hash, bool free)
    {
        if (DocumentHash.Of(request.Query.Span) is var right && right != hash)
        {
            return ResolvedRequest.Refused(request, ResponseOutcome.Invalid, PersistedErrors.WrongHash(right));
        }

        return free ? new ResolvedRequest(request, NewHash: hash) : ByText(request, free);
    }

    private static JsonElement? ExtensionOf(GraphQLRequest request) =>
        request.Extensions is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("persistedQuery", out var extension)
        && extension.ValueKind != JsonValueKind.Null
            ? extension
            : null;

    private static string? NamedIn(JsonElement extension) =>
        extension.ValueKind == JsonValueKind.Object
            && extension.TryGetProperty("sha256Hash", out var hash)
            && hash.ValueKind == JsonValueKind.String
            ? hash.GetString()
            : null;

    private static bool IsVersionOne(JsonElement extension) => extension.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 1;
}
