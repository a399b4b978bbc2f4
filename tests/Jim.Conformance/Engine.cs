using System.Buffers;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.Conformance;

/// <summary>How far a request came.</summary>
public enum Stage
{
    Syntax,
    Validation,
    Request,
    Execution,
}

/// <summary>One request of a case, run by the engine with every limit off.</summary>
public sealed record Engine(Schema Schema)
{
    public bool Validates { get; init; } = true;

    public CoercionLimits Coercion { get; init; } = new(50, 1000);

    public SchemaView View => new(Schema, RoleMask.Everyone);

    /// <summary>Parses, validates, coerces and executes; the response as a client would get it.</summary>
    public (Stage Stage, JsonElement Response) Run(string query, string? operationName, JsonElement? variables, object? root,
        object? state = null)
    {
        DocumentNode document;
        try
        {
            document = Parser.ParseDocument(Encoding.UTF8.GetBytes(query), ParserOptions.Unlimited);
        }
        catch (GraphQLSyntaxException fault)
        {
            return (Stage.Syntax, Respond(null, fault.Errors));
        }

        if (Validates && DocumentValidator.Validate(View, document, ValidationOptions.Unlimited) is { Count: > 0 } faults)
        {
            return (Stage.Validation, Respond(null, faults));
        }

        try
        {
            var operation = OperationSelector.Open(View, document, operationName);
            return VariableCoercion.Coerce(operation, variables, out var values, out var errors, limits: Coercion)
                ? (Stage.Execution, Execute(operation, values, root, state))
                : (Stage.Request, Respond(null, errors));
        }
        catch (GraphQLException fault)
        {
            return (Stage.Request, Respond(null, fault.Errors));
        }
    }

    private static JsonElement Execute(Operation operation, VariableValues variables, object? root, object? state)
    {
        using var data = new JsonBuffer();
        var errors = new List<GraphQLError>();
        ThreadPump.Run(() => Executor.ExecuteAsync(operation, variables, root, state, data, errors, CancellationToken.None));
        return Respond(data, errors);
    }

    private static JsonElement Respond(JsonBuffer? data, IReadOnlyCollection<GraphQLError> errors)
    {
        var output = new ArrayBufferWriter<byte>();
        ResponseWriter.Write(
            output, new ResponseMap { Errors = errors, HasData = data is not null, Data = data is null ? default : data.WrittenSpan });
        return JsonElement.Parse(output.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }
}
