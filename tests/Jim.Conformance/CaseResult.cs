namespace Jim.Conformance;

/// <summary>How one case ended.</summary>
/// <param name="Why">What differed; null: the case passed.</param>
/// <param name="MessagesAgree">
/// Whether the error messages were the reference's too (scored, never a failure); null: there were none to compare.
/// </param>
public sealed record CaseResult(string Id, string Title, string? Why = null, bool? MessagesAgree = null)
{
    public bool Passed => Why is null;

    /// <summary>A difference that the corpus allows, with its reason (<c>implementationChoice</c>); printed, never a failure.</summary>
    public string? Remark { get; init; }
}
