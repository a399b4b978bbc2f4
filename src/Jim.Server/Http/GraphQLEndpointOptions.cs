namespace Jim.Server.Http;

/// <summary>What the endpoint allows.</summary>
/// <param name="BodyBytesMax">Bytes of a JSON body.</param>
/// <param name="BatchMax">Operations in one body; 0: no batches.</param>
/// <param name="GetNeedsPreflight">Outside development: a GET must carry a header that browsers do not send across origins unasked.</param>
public sealed record GraphQLEndpointOptions(int BodyBytesMax, int BatchMax, bool GetNeedsPreflight);
