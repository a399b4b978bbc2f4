namespace Jim.Server.Commands;

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Name">The service or thing that was examined: <c>postgres</c>, <c>rights</c>, …</param>
/// <param name="Detail">Its version, or what is wrong; no secret, no address with a password.</param>
/// <param name="Cure">What to do when it is not healthy; empty where the detail says it.</param>
public sealed record Finding(string Name, bool Healthy, string Detail, string Cure);
