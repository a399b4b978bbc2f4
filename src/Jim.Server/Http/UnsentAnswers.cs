using Jim.Platform.Cache;

namespace Jim.Server.Http;

/// <summary>
/// Counts the bytes of answers, of all transports, that wait for their clients to read them. When they are more than allowed, clients are
/// cut off until the others fit: of the address that has most bytes waiting, the one that has waited longest. A client that is cut off sees
/// its connection reset, on a socket as close code 1006 (RFC 6455, 7.1.5). Answers that are taken at once are not counted.
/// </summary>
public sealed class UnsentAnswers(UnsentLimits limits) : HeldBytes("unsent", limits.BytesMax);
