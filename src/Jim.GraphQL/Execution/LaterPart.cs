using System.Collections.Immutable;
using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Execution;

/// <summary>A part of an answer that was noted while its object or list was written, and is written after it.</summary>
internal abstract class LaterPart(ResponsePath? path, string? label)
{
    public ImmutableArray<object> Path { get; } = ResponsePath.ToArray(path);

    public string? Label { get; } = label;

    /// <summary>The part will never run: its object is gone, or the client.</summary>
    public virtual ValueTask AbandonAsync() => ValueTask.CompletedTask;

    /// <summary>The part's results, in order: one for a fragment, any number for a list.</summary>
    public abstract IAsyncEnumerable<PartResult> RunAsync();
}

/// <summary>What one step of a later part gave.</summary>
/// <param name="Json">A fragment's fields as an object, or a list's items as an array; empty: a null has propagated to the part's root.</param>
/// <param name="Index">The position of the first item; null for a fragment.</param>
/// <param name="Errors">Errors inside the part.</param>
/// <param name="Later">Parts that follow this one in turn.</param>
internal sealed record PartResult(byte[] Json, int? Index, IReadOnlyList<GraphQLError> Errors, IReadOnlyList<LaterPart> Later)
{
    public bool IsFailed => Json.Length == 0;
}
