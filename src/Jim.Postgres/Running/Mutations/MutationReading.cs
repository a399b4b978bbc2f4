namespace Jim.Postgres.Running.Mutations;

/// <summary>The results of the commands of one field.</summary>
/// <param name="Checks">
/// For each of the plan's reference checks: true when the caller may see the row that is pointed at. Empty: they were true.
/// </param>
/// <param name="ShownBefore">
/// In binary form (see <see cref="Wire.WireRow"/>), for a payload that shows the row as it was: that row, or the row as it now reads where
/// the write wrote none. Else null.
/// </param>
/// <param name="After">The cells of <see cref="Planning.Mutations.MutationPlan.After"/>.</param>
/// <param name="Written">How many rows the statement itself inserted, updated or deleted.</param>
/// <param name="Effect">What was done in its place.</param>
internal sealed record MutationReading(bool[] Checks, byte[]? ShownBefore, byte[] After, int Written, WriteEffect Effect);

/// <summary>What triggers and rules did in place of a write that wrote no row itself.</summary>
/// <param name="FoundRow">The statement found its row and was allowed to write it, or a rule stood in its place.</param>
/// <param name="WroteAny">A row of any table was written.</param>
/// <param name="WroteTable">A row of the table was written, or of its partitions or children.</param>
internal readonly record struct WriteEffect(bool FoundRow, bool WroteAny, bool WroteTable)
{
    /// <summary>Compares two rows of <see cref="Planning.Mutations.WriteEffects.Measure"/>.</summary>
    public static WriteEffect Compare(object[] before, object[] after)
    {
        return new WriteEffect((bool)after[0], Wrote(1), Wrote(4));

        bool Wrote(int first) => Differs(first) || (Differs(first + 1) && Differs(first + 2));

        bool Differs(int column) => (long)before[column] != (long)after[column];
    }
}
