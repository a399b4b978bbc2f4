namespace Jim.Conformance;

/// <summary>The results of one file; null: no suite knows a file of this name.</summary>
public sealed record FileResult(string File, IReadOnlyList<CaseResult>? Cases)
{
    public int Passed => Cases?.Count(c => c.Passed) ?? 0;

    public int Failed => Cases is null ? 1 : Cases.Count - Passed;

    /// <summary>One line: counts, and how many error messages were the reference's word for word.</summary>
    public override string ToString()
    {
        if (Cases is null)
        {
            return $"{File}: no suite for this file";
        }

        var compared = Cases.Count(c => c.MessagesAgree is not null);
        var scored = compared == 0 ? "" : $", messages {Cases.Count(c => c.MessagesAgree == true)}/{compared}";
        var remarks = Cases.Count(c => c.Remark is not null);
        return $"{File}: {Passed} passed, {Failed} failed{scored}{(remarks == 0 ? "" : $", {remarks} by choice")}";
    }
}
