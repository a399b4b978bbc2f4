using System.Text;
using System.Text.Json;
using Jim.Benchmarks.Language;
using Jim.GraphQL;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// What is measured of the engine: validation of the four documents, coercion of variables, execution of the introspection query.
/// </summary>
public sealed class EngineCases
{
    private static readonly byte[] s_variables = Encoding.UTF8.GetBytes(
        """
        {"first":20,"pick":{"id":"d3b07384-d9a0-4c9b-8f5e-000000000001"},"withGroup":false,
         "order":[{"title":"DESC"}],"where":{"or":[{"title":{"contains":"report"}},{"status":{"in":["DRAFT","REVIEW"]}}]}}
        """);

    private readonly SchemaView _view =
        new(SchemaBuilder.FromSdl(Encoding.UTF8.GetString(BenchmarkDocuments.Read("schema"))), RoleMask.Everyone);
    private readonly Dictionary<string, (byte[] Bytes, DocumentNode Document)> _documents;
    private readonly Operation _everything;
    private readonly Operation _introspection;
    private readonly JsonElement _variables = JsonElement.Parse(s_variables);
    private readonly JsonBuffer _data = new(256 * 1024);

    public EngineCases()
    {
        _documents = BenchmarkDocuments.Names.ToDictionary(n =>
            n, n => (BenchmarkDocuments.Read(n), Parser.ParseDocument(BenchmarkDocuments.Read(n))));
        _everything = OperationSelector.Open(_view, _documents["kitchen-sink"].Document, "Everything");
        _introspection = OperationSelector.Open(_view, _documents["introspection"].Document, null);
    }

    public IReadOnlyList<GraphQLError> Validate(string document) => Valid(DocumentValidator.Validate(_view, _documents[document].Document));

    public IReadOnlyList<GraphQLError> ParseAndValidate(string document) =>
        Valid(DocumentValidator.Validate(_view, Parser.ParseDocument(_documents[document].Bytes)));

    public VariableValues Coerce() =>
        VariableCoercion.Coerce(_everything, _variables, out var values, out var errors) ? values : throw new GraphQLException([.. errors]);

    /// <summary>Bytes of the answer.</summary>
    public async Task<int> IntrospectAsync()
    {
        _data.Truncate(0);
        await Executor.ExecuteAsync(_introspection, VariableValues.None, null, null, _data, [], CancellationToken.None);
        return _data.Length;
    }

    private static IReadOnlyList<GraphQLError> Valid(IReadOnlyList<GraphQLError> errors) =>
        errors.Count == 0 ? errors : throw new GraphQLException([.. errors]);
}
