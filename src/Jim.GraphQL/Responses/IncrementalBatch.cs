namespace Jim.GraphQL.Responses;

/// <summary>Announces to the client a part of the response that will follow.</summary>
/// <param name="Id">Identifies the part in later batches. Counted from "2", as in HotChocolate.</param>
/// <param name="Path">The path of the object or list to which it belongs.</param>
/// <param name="Label">The label that the client gave it; null: none.</param>
public sealed record PendingPart(string Id, ImmutableArray<object> Path, string? Label);

/// <summary>Data of a part that was announced.</summary>
/// <param name="Part">The announced part.</param>
/// <param name="Json">A JSON object with a fragment's fields, or a JSON array with a list's items.</param>
/// <param name="Index">The position of the first item; null for a fragment.</param>
/// <param name="Errors">Errors in this data; their paths begin at the root of the response.</param>
public sealed record IncrementalPatch(PendingPart Part, ReadOnlyMemory<byte> Json, int? Index, IReadOnlyList<GraphQLError> Errors);

/// <summary>The end of a part that was announced.</summary>
/// <param name="Part">The announced part.</param>
/// <param name="Index">The position at which a list ended early because of an error; null for a fragment and for a complete list.</param>
/// <param name="Errors">When not empty, the part failed and no more data of it will follow.</param>
public sealed record CompletedPart(PendingPart Part, int? Index, IReadOnlyList<GraphQLError> Errors);

/// <summary>What is sent together in one result of a response that is delivered in parts.</summary>
/// <param name="Pending">The parts that are announced.</param>
/// <param name="Patches">Data of parts that this or an earlier batch announced.</param>
/// <param name="Completed">The parts that end.</param>
/// <param name="HasNext">False for the last batch.</param>
public sealed record IncrementalBatch(
    IReadOnlyList<PendingPart> Pending, IReadOnlyList<IncrementalPatch> Patches, IReadOnlyList<CompletedPart> Completed, bool HasNext);
