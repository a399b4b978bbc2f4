namespace Jim.Server.Http;

/// <summary>What the endpoint allows.</summary>
/// <param name="GetNeedsPreflight">Outside development: a GET must carry a header that browsers do not send across origins unasked.</param>
public sealed record GraphQLEndpointOptions(int BodyBytesMax, bool GetNeedsPreflight);
