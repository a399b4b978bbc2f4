using System.Text.Json;
using Jim.Postgres.Rights;

namespace Jim.Platform.Persisted;

/// <summary>
/// Finds the text that a request runs: its own, that of a trusted operation's id, or that of a hash which was sent before. Where a request
/// has both <c>query</c> and an id, the query runs; under <see cref="PersistedOptions.TrustedOnly"/> the id does. Administrators may always
/// run any text.
/// </summary>
public sealed class PersistedOperations(TrustedOperations trusted, AutomaticQueries automatic, PersistedOptions options)
{
    public ValueTask<ResolvedRequest> ResolveAsync(GraphQLRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var isUnrestricted = !options.TrustedOnly || request.Admitted || caller.Role == "jim_admin";
        if (request.DocumentId is { } id && (request.Query.IsEmpty || !isUnrestricted))
        {
            return new(trusted.Find(id) is { } text
                ? new FoundRequest(request with { Query = text, IsTrusted = true })
                : new UnresolvedRequest(PersistedErrors.UnknownOperation(id)));
        }

        if (FindExtension(request) is { } extension)
        {
            return ResolveByHashAsync(request, extension, isUnrestricted, cancellationToken);
        }

        return new(request.Query.IsEmpty
            ? new UnresolvedRequest(RequestErrors.NoDocument())
            : ResolveByText(request, isUnrestricted));
    }

    /// <summary>Stores the text of <see cref="FoundRequest.NewHash"/>, once it is known to be valid for its caller.</summary>
    public ValueTask StoreAsync(string hash, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        automatic.StoreAsync(hash, text, cancellationToken);

    private ResolvedRequest ResolveByText(GraphQLRequest request, bool isUnrestricted) =>
        isUnrestricted || trusted.Contains(request.Query.Span)
        ? new FoundRequest(request)
        : new UnresolvedRequest(PersistedErrors.OnlyPersisted(options.Hint));

    /// <summary>Apollo's protocol: the hash alone first, with the text when that was not known.</summary>
    private async ValueTask<ResolvedRequest> ResolveByHashAsync(
        GraphQLRequest request, JsonElement extension, bool isUnrestricted, CancellationToken cancellationToken)
    {
        var named = ReadHash(extension);
        if (named is null && !request.Query.IsEmpty)
        {
            // A hash of another kind (md5Hash) beside the text: the text runs and is not stored.
            return ResolveByText(request, isUnrestricted);
        }

        // Apollo's clients send the ids of a manifest in the hash's place too; those need not be hashes.
        if (named is null || !IsVersionOne(extension) || (!DocumentHash.IsHash(named) && trusted.Find(named) is null))
        {
            return new UnresolvedRequest(PersistedErrors.UnusableExtension());
        }

        return request.Query.IsEmpty
            ? await ResolveByHashAloneAsync(request, named, isUnrestricted, cancellationToken)
            : ResolveTextWithHash(request, named.ToLowerInvariant(), isUnrestricted);
    }

    private async ValueTask<ResolvedRequest> ResolveByHashAloneAsync(
        GraphQLRequest request, string named, bool isUnrestricted, CancellationToken cancellationToken)
    {
        var hash = named.ToLowerInvariant();
        var known = trusted.Find(named) ?? trusted.FindByHash(hash);
        if ((known ?? (isUnrestricted ? await automatic.FindAsync(hash, cancellationToken) : null)) is { } text)
        {
            return new FoundRequest(request with { Query = text, IsTrusted = known is not null });
        }

        // A client that may not run a text of its own is not asked to send one.
        return isUnrestricted
            ? new UnresolvedRequest(PersistedErrors.NotFound())
            : new UnresolvedRequest(PersistedErrors.UnknownOperation(named));
    }

    private ResolvedRequest ResolveTextWithHash(GraphQLRequest request, string hash, bool isUnrestricted)
    {
        if (DocumentHash.Compute(request.Query.Span) is var right && right != hash)
        {
            return new UnresolvedRequest(PersistedErrors.WrongHash(right));
        }

        return isUnrestricted ? new FoundRequest(request, NewHash: hash) : ResolveByText(request, isUnrestricted);
    }

    private static JsonElement? FindExtension(GraphQLRequest request) =>
        request.Extensions is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty("persistedQuery", out var extension)
        && extension.ValueKind != JsonValueKind.Null
            ? extension
            : null;

    private static string? ReadHash(JsonElement extension) =>
        extension.ValueKind == JsonValueKind.Object
            && extension.TryGetProperty("sha256Hash", out var hash)
            && hash.ValueKind == JsonValueKind.String
            ? hash.GetString()
            : null;

    private static bool IsVersionOne(JsonElement extension) => extension.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 1;
}
