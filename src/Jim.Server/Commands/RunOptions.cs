namespace Jim.Server.Commands;

/// <summary>The options of <c>run</c>.</summary>
/// <param name="Lan">Listens where a phone on the same network can reach it, and prints a QR code.</param>
/// <param name="Quiet">Prints nothing but the address and warnings.</param>
public sealed record RunOptions(bool Lan, bool Quiet);
