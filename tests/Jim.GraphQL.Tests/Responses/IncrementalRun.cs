using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.GraphQL.Tests.Responses;

/// <summary>An operation run in parts on plain data.</summary>
internal static class IncrementalRun
{
    /// <summary>A schema with <c>@defer</c> and <c>@stream</c>.</summary>
    public static SchemaView View(string sdl) => Engine.View(sdl, schema => schema.HasIncrementalDirectives = true);

    /// <summary>All results, as a client gets them.</summary>
    public static async Task<string[]> AllAsync(
        SchemaView view, string query, string root, IncrementalFormat format = IncrementalFormat.V02, string variables = "{}")
    {
        var (answer, first) = await BeginAsync(view, query, root, format, variables);
        var results = new List<string> { first };
        while (answer.TryNext(out var part))
        {
            var (data, errors) = await ExecuteAsync(part.Operation, root, variables);
            results.Add(Engine.Write(new ResponseMap { Batch = answer.Complete(data, errors), Format = format }));
        }

        return [.. results];
    }

    /// <summary>The first result, and the answer that waits for its parts.</summary>
    public static async Task<(IncrementalAnswer Answer, string First)> BeginAsync(
        SchemaView view, string query, string root, IncrementalFormat format = IncrementalFormat.V02, string variables = "{}")
    {
        Assert.Empty(Engine.Validate(view, query, ValidationOptions.Default with { AliasesMax = null, RootFieldsMax = null }));
        var operation = Engine.Open(view, query);
        var first = OperationSplitter.Split(operation, Engine.Coerce(operation, variables));
        var (data, errors) = await ExecuteAsync(first.Operation, root, variables);
        var answer = new IncrementalAnswer();
        return (answer, Engine.Write(new ResponseMap
        {
            Errors = errors, HasData = true, Data = data, Batch = answer.Begin(first, data), Format = format,
        }));
    }

    private static async Task<(byte[] Data, List<GraphQLError> Errors)> ExecuteAsync(Operation operation, string root, string variables)
    {
        using var data = new JsonBuffer();
        var errors = new List<GraphQLError>();
        await Executor.ExecuteAsync(
            operation, Engine.Coerce(operation, variables), JsonElement.Parse(root), null, data, errors, CancellationToken.None);
        return (data.WrittenSpan.ToArray(), errors);
    }
}
