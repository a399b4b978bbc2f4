namespace Jim.GraphQL.Operations;

/// <summary>One part of a response that is delivered in parts: the operation that fetches it, and the place of its data.</summary>
/// <param name="Operation">
/// Selects the fields on the way from the root to the place of the part, and only the part's own fields there.
/// </param>
/// <param name="Label">The label that the client gave it; null: none.</param>
/// <param name="Place">
/// The response names on the way from the root to the objects of a fragment, or to a streamed list. It applies to each item of the lists on
/// that way.
/// </param>
/// <param name="FirstIndex">For a streamed list, the position of the first item in this part; null for a fragment.</param>
/// <param name="Parts">The parts that follow this one and are announced with its data.</param>
public sealed record OperationPart(
    Operation Operation, string? Label, ImmutableArray<string> Place, int? FirstIndex, ImmutableArray<OperationPart> Parts)
{
    // A field with a selection set takes about 140 bytes, a part without its fields about 300 (measured on 64-bit .NET 10).
    private const int BytesOfField = 160;
    private const int BytesOfPart = 384;

    /// <summary>The memory of the part and of those that follow it, counted rather too high.</summary>
    public long CountBytes() => BytesOfPart + Count(Operation.Definition.SelectionSet) + Parts.Sum(part => part.CountBytes());

    private static long Count(SelectionSetNode set)
    {
        var bytes = 0L;
        foreach (var selection in set.Selections)
        {
            bytes += BytesOfField + selection switch
            {
                FieldNode { SelectionSet: { } below } => Count(below),
                _ => 0, // a fragment that is not taken apart is the document's own
            };
        }

        return bytes;
    }
}
