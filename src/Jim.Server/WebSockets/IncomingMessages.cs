using Jim.Platform.Cache;

namespace Jim.Server.WebSockets;

/// <summary>
/// Counts the bytes of what clients of sockets have sent and Jim holds: messages that are not whole yet, and the requests of operations
/// that run. When they are more than allowed, sockets are closed (<see cref="SocketClose.TooManyBytes"/>) until the others fit: of the
/// address that has most, the one that has held its bytes longest.
/// </summary>
public sealed class IncomingMessages(SocketLimits limits) : HeldBytes("incoming", limits.IncomingBytes);
