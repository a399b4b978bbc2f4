namespace Jim.GraphQL.Validation.Merging;

/// <summary>Two fields that cannot be merged, with the fields below them that are the cause.</summary>
internal sealed record MergeConflict(string ResponseName, string Reason, ImmutableArray<FieldNode> First, ImmutableArray<FieldNode> Second)
{
    /// <summary>The number of locations that are reported for one conflict, of which a document can cause thousands.</summary>
    private const int NodesMax = 20;

    /// <summary>The conflict of two fields whose subselections conflict.</summary>
    public static MergeConflict Combine(FieldNode a, FieldNode b, IReadOnlyList<MergeConflict> below) => new(
        a.ResponseName,
        string.Join(" and ", below.Take(NodesMax).Select(c => $"subfields \"{c.ResponseName}\" conflict because {c.Reason}")),
        [a, .. below.SelectMany(c => c.First).Take(NodesMax - 1)],
        [b, .. below.SelectMany(c => c.Second).Take(NodesMax - 1)]);
}
