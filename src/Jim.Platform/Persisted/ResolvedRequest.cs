namespace Jim.Platform.Persisted;

/// <summary>
/// What looking for a request's text gives, one of two cases: <see cref="FoundRequest"/> or <see cref="UnresolvedRequest"/>.
/// </summary>
public abstract record ResolvedRequest
{
    private protected ResolvedRequest()
    {
    }
}

/// <summary>A request whose text is known and may run.</summary>
/// <param name="Request">With the text.</param>
/// <param name="NewHash">The hash to store the text under once it is known to be valid; null: it is not to be stored.</param>
public sealed record FoundRequest(GraphQLRequest Request, string? NewHash = null) : ResolvedRequest;

/// <summary>A request that has no text which may run.</summary>
/// <param name="Error">Why.</param>
public sealed record UnresolvedRequest(RequestError Error) : ResolvedRequest;
