using System.Collections.Immutable;

namespace Jim.GraphQL.Operations;

/// <summary>One part of an answer that is given in parts: the operation that gets it, and where its data belongs.</summary>
/// <param name="Operation">Selects the way from the root to the part, and there the part's fields only.</param>
/// <param name="Label">As the client wrote it.</param>
/// <param name="Place">Response names from the root to the part's objects (a fragment) or list; lists on the way are entered.</param>
/// <param name="FirstIndex">Of a streamed list: the first item of this part. Null for a fragment's fields.</param>
/// <param name="Parts">The parts that follow this one, to be announced with its data.</param>
public sealed record OperationPart(
    Operation Operation, string? Label, ImmutableArray<string> Place, int? FirstIndex, ImmutableArray<OperationPart> Parts);
