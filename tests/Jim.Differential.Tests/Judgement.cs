using Jim.Conformance;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;

namespace Jim.Differential.Tests;

/// <summary>Jim's verdict on a case, its limits off: syntax, validation, the operation and its variables.</summary>
public static class Judgement
{
    /// <summary>As many faults of variables as graphql-js tells; deeper values than it has any limit for.</summary>
    private static readonly CoercionLimits Coercion = new(50, 1000);

    public static Verdict Of(SchemaView view, Case request)
    {
        DocumentNode document;
        try
        {
            document = Parser.ParseDocument(Encoding.UTF8.GetBytes(request.Document), ParserOptions.Unlimited);
        }
        catch (GraphQLSyntaxException fault)
        {
            return Refused(Stage.Syntax, fault.Errors);
        }

        if (DocumentValidator.Validate(view, document, ValidationOptions.Unlimited) is { Count: > 0 } faults)
        {
            return Refused(Stage.Validation, faults);
        }

        try
        {
            var operation = OperationSelector.Open(view, document, request.OperationName);
            var variables = JsonElement.Parse(request.Variables.ToJsonString(), new JsonDocumentOptions { MaxDepth = 1000 });
            return VariableCoercion.Coerce(operation, variables, out _, out var errors, limits: Coercion)
                ? new Verdict(Stage.Execution, [])
                : Refused(Stage.Request, errors);
        }
        catch (GraphQLException fault)
        {
            return Refused(Stage.Request, fault.Errors);
        }
    }

    private static Verdict Refused(Stage stage, IEnumerable<GraphQLError> errors) => new(stage, [.. errors.Select(FaultOf)]);

    private static Fault FaultOf(GraphQLError error) => new(error.Message, Places(error.Locations), error.Rule);

    private static string Places(ImmutableArray<SourceLocation> places) =>
        string.Join(' ', places.Select(p => string.Create(null, $"{p.Line}:{p.Column}")).Order(StringComparer.Ordinal));
}
