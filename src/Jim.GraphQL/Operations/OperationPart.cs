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
    Operation Operation, string? Label, ImmutableArray<string> Place, int? FirstIndex, ImmutableArray<OperationPart> Parts);
