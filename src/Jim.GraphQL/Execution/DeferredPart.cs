using Jim.GraphQL.Errors;

namespace Jim.GraphQL.Execution;

/// <summary>A deferred fragment of one object.</summary>
internal sealed class DeferredPart(
    ExecutionRun run, PreparedSelection written, DeferredFragment fragment, object? source, ResponsePath? path)
        : LaterPart(path, fragment.Label)
{
    private readonly ResponsePath? _path = path;

    public override async IAsyncEnumerable<PartResult> RunAsync()
    {
        using var output = new JsonBuffer();
        var errors = new List<GraphQLError>();
        var later = new List<LaterPart>();
        var part = run.Continue(output, errors, later);
        var isWritten = await part.WriteObjectAsync(part.Prepare(written, fragment), source, _path);
        yield return new PartResult(isWritten ? output.WrittenSpan.ToArray() : [], null, errors, later);
    }
}
