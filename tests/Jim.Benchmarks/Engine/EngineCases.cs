using System.Buffers;
using System.Text;
using System.Text.Json;
using Jim.Benchmarks.Language;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.GraphQL.Validation;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// What is measured of the engine on each of the four documents, from its tokens to the whole way from a text to an answer.
/// </summary>
public sealed class EngineCases
{
    private readonly SchemaView _view =
        new(SchemaBuilder.FromSdl(Encoding.UTF8.GetString(BenchmarkDocuments.Read("schema"))), RoleMask.Everyone);
    private readonly Dictionary<string, Case> _cases;
    private readonly ArrayBufferWriter<byte> _output = new(256 * 1024);

    public EngineCases() => _cases = BenchmarkDocuments.Names.ToDictionary(n => n, Open);

    /// <summary>The variables of a document as JSON.</summary>
    public static string VariablesOf(string name) => name switch
    {
        "hero" => """{"episode":"JEDI"}""",
        "kitchen-sink" =>
            """
            {"first":20,"pick":{"id":"d3b07384-d9a0-4c9b-8f5e-000000000001"},"withGroup":false,
             "order":[{"title":"DESC"}],"where":{"or":[{"title":{"contains":"report"}},{"status":{"in":["DRAFT","REVIEW"]}}]}}
            """,
        "mobile" => """{"since":"2026-01-01T00:00:00Z","text":"report"}""",
        _ => "{}",
    };

    /// <summary>The operation that is run of a document with several.</summary>
    public static string? OperationOf(string name) => name == "kitchen-sink" ? "Everything" : null;

    /// <summary>The root value that a document is run on, as JSON.</summary>
    public string RootOf(string name) => _cases[name].Root.GetRawText();

    public int Lex(string name)
    {
        var lexer = new Lexer(_cases[name].Bytes);
        var tokens = 0;
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
            tokens++;
        }

        return tokens;
    }

    public DocumentNode Parse(string name) => Parser.ParseDocument(_cases[name].Bytes);

    public IReadOnlyList<GraphQLError> Validate(string name) => Valid(DocumentValidator.Validate(_view, _cases[name].Operation.Document));

    public IReadOnlyList<GraphQLError> ParseAndValidate(string name) => Valid(DocumentValidator.Validate(_view, Parse(name)));

    public VariableValues Coerce(string name) => Coerce(_cases[name].Operation, _cases[name].Variables);

    /// <summary>Bytes of the answer.</summary>
    public int Execute(string name)
    {
        var one = _cases[name];
        return Answer(one.Operation, Coerce(one.Operation, one.Variables), one.Root);
    }

    /// <summary>From the text to the bytes of the answer; their number.</summary>
    public int Whole(string name)
    {
        var one = _cases[name];
        var document = Parse(name);
        Valid(DocumentValidator.Validate(_view, document));
        var operation = OperationSelector.Open(_view, document, OperationOf(name));
        return Answer(operation, Coerce(operation, one.Variables), one.Root);
    }

    private Case Open(string name)
    {
        var bytes = BenchmarkDocuments.Read(name);
        var operation = OperationSelector.Open(_view, Parser.ParseDocument(bytes), OperationOf(name));
        var variables = JsonElement.Parse(Encoding.UTF8.GetBytes(VariablesOf(name)));
        var root = JsonElement.Parse(Encoding.UTF8.GetBytes(SampleData.For(operation, Coerce(operation, variables)).ToJsonString()));
        return new Case(bytes, operation, variables, root);
    }

    private int Answer(Operation operation, VariableValues variables, JsonElement root)
    {
        using var data = new JsonBuffer(64 * 1024);
        var errors = new List<GraphQLError>();
        var running = Executor.ExecuteAsync(operation, variables, root, null, data, errors, CancellationToken.None);
        if (!running.IsCompletedSuccessfully || errors.Count > 0)
        {
            throw new InvalidOperationException("plain data is there at once and without errors");
        }

        _output.ResetWrittenCount();
        ResponseWriter.Write(_output, new ResponseMap { HasData = true, Data = data.WrittenSpan });
        return _output.WrittenCount;
    }

    private static VariableValues Coerce(Operation operation, JsonElement variables) =>
        VariableCoercion.Coerce(operation, variables, out var values, out var errors) ? values : throw new GraphQLException([.. errors]);

    private static IReadOnlyList<GraphQLError> Valid(IReadOnlyList<GraphQLError> errors) =>
        errors.Count == 0 ? errors : throw new GraphQLException([.. errors]);

    private sealed record Case(byte[] Bytes, Operation Operation, JsonElement Variables, JsonElement Root);
}
