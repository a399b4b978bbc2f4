using System.Buffers;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.GraphQL.Tests;

/// <summary>The engine as tests use it: text in, JSON out.</summary>
internal static class Engine
{
    public static SchemaView View(string sdl, Action<SchemaBuilder>? configure = null) =>
        new(SchemaBuilder.FromSdl(sdl, configure), RoleMask.Everyone);

    public static Operation Open(SchemaView view, string query, string? name = null) =>
        OperationSelector.Open(view, Parser.ParseDocument(query, ParserOptions.Unlimited), name);

    public static IReadOnlyList<GraphQLError> Validate(SchemaView view, string query, ValidationOptions? options = null) =>
        DocumentValidator.Validate(view, Parser.ParseDocument(query, ParserOptions.Unlimited), options);

    public static VariableValues Coerce(Operation operation, string json) =>
        VariableCoercion.Coerce(operation, JsonElement.Parse(json), out var values, out var errors)
            ? values
            : throw new GraphQLException([.. errors]);

    public static IReadOnlyList<GraphQLError> Faults(Operation operation, string json, CoercionLimits? limits = null)
    {
        VariableCoercion.Coerce(operation, JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 }), out _, out var errors,
            limits: limits);
        return errors;
    }

    /// <summary>Executes without validating; the response as a client would get it.</summary>
    public static async Task<string> ExecuteAsync(
        SchemaView view, string query, object? root = null, string variables = "{}", ExecutionOptions? options = null)
    {
        var operation = Open(view, query);
        using var data = new JsonBuffer();
        var errors = new List<GraphQLError>();
        await Executor.ExecuteAsync(
            operation, Coerce(operation, variables), root, requestState: null, data, errors, options
                ?? ExecutionOptions.Default, CancellationToken.None);
        return Respond(data, errors);
    }

    public static string Respond(JsonBuffer? data, IReadOnlyCollection<GraphQLError> errors, string extensions = "") =>
        Write(new ResponseMap
        {
            Errors = errors,
            HasData = data is not null,
            Data = data is null ? default : data.WrittenSpan,
            Extensions = Encoding.UTF8.GetBytes(extensions),
        });

    /// <summary>The text of a response.</summary>
    public static string Write(ResponseMap response)
    {
        var output = new ArrayBufferWriter<byte>();
        ResponseWriter.Write(output, response);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
