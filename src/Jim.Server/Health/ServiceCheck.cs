namespace Jim.Server.Health;

/// <summary>One service as it answers now.</summary>
/// <param name="Name"><c>postgres</c>, <c>redis</c>, …</param>
/// <param name="Essential">Without it the gateway cannot answer.</param>
/// <param name="Detail">Its version, or what it is; no secret, no address with a password.</param>
/// <param name="Cure">What to do when it is not healthy.</param>
public sealed record ServiceCheck(string Name, bool Essential, bool Healthy, string Detail, string Cure);
