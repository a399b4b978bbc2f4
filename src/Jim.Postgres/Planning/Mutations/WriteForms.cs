namespace Jim.Postgres.Planning.Mutations;

/// <summary>One write in two forms.</summary>
/// <param name="Certain">
/// Fails where it writes no row (<see cref="Certainty"/>), so that the commit can be sent together with it; tells a key that Postgres made.
/// </param>
/// <param name="Plain">
/// The bare statement, which every rule and policy takes. Where it finds its row, it leaves a mark even if a trigger or rule then writes
/// something else (<see cref="WriteEffects"/>).
/// </param>
internal sealed record WriteForms(SqlText Certain, SqlText Plain);
