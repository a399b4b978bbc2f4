namespace Jim.Server.Settings;

/// <summary>One environment variable that Jim reads.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Default">What unset means, as text for people; empty: required by nothing.</param>
/// <param name="Meaning">One sentence; <c>.env.example</c> holds the same (a test compares).</param>
/// <param name="Secret">Its value is never printed.</param>
public sealed record Setting(string Name, string Default, string Meaning, bool Secret = false);
