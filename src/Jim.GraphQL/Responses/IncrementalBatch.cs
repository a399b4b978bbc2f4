using System.Collections.Immutable;
using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Responses;

/// <summary>A part of the answer that is to follow, announced to the client.</summary>
/// <param name="Id">Its name in later batches; HotChocolate counts from "2".</param>
/// <param name="Path">The object or list that it belongs to.</param>
/// <param name="Label">As the client wrote it.</param>
public sealed record PendingPart(string Id, ImmutableArray<object> Path, string? Label);

/// <summary>Data of an announced part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Json">A JSON object with a fragment's fields, or a JSON array with a list's items.</param>
/// <param name="Index">The position of the first item; null for a fragment.</param>
/// <param name="Errors">Errors inside, with full paths.</param>
public sealed record IncrementalPatch(PendingPart Part, ReadOnlyMemory<byte> Json, int? Index, IReadOnlyList<GraphQLError> Errors);

/// <summary>An announced part that has ended.</summary>
/// <param name="Part">The part.</param>
/// <param name="Index">Where a list broke off; null for a fragment and for a list that is whole.</param>
/// <param name="Errors">Not empty: it failed and has no (further) data.</param>
public sealed record CompletedPart(PendingPart Part, int? Index, IReadOnlyList<GraphQLError> Errors);

/// <summary>What is sent at once after the first result.</summary>
/// <param name="Pending">Parts that are announced by it.</param>
/// <param name="Patches">Data of parts that it or an earlier one announced.</param>
/// <param name="Completed">Parts that end with it.</param>
/// <param name="HasNext">False: it is the last.</param>
public sealed record IncrementalBatch(
    IReadOnlyList<PendingPart> Pending, IReadOnlyList<IncrementalPatch> Patches, IReadOnlyList<CompletedPart> Completed, bool HasNext);
