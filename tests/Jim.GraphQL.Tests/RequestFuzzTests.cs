using Jim.Conformance;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Tests.Language;
using Jim.GraphQL.Validation;

namespace Jim.GraphQL.Tests;

/// <summary>
/// Whatever the document and its variables: an answer, never an exception, and cheap when it is a refusal.
/// </summary>
public sealed class RequestFuzzTests
{
    private static readonly SchemaView View =
        Engine.View(Encoding.UTF8.GetString(Documents.Read("schema")), ResolveAll);
    private static readonly string[] SeedDocuments =
        [.. Documents.Names.Where(n => n != "schema").Select(n => Encoding.UTF8.GetString(Documents.Read(n)))];

    /// <summary>Names of the schema, so that mutations often stay nearly valid.</summary>
    private static readonly string[] Words =
    [
        .. View.Schema.Types.Select(t => t.Name),
        .. View.Schema.Types.OfType<FieldsType>().SelectMany(t =>
            t.Fields).SelectMany(f => f.Arguments.Select(a => a.Name).Prepend(f.Name)).Distinct(),
        "__schema", "__type", "__typename", "fields", "ofType", "...", "{", "}", "(", ")", "[", "]", ":", "$", "!", "=", "@", "on",
            "fragment", "query",
        "mutation", "subscription", "skip", "include", "if", "true", "false", "null", "0", "-1", "1e999", "\"s\"", "\"\\u0000\"", "$first",
            "$pick", "UserParts",
    ];

    [Fact]
    public void Mutated_documents_and_variables()
    {
        var executed = 0;
        Fuzz.Run((random, told) =>
        {
            var document = Mutate(SeedDocuments[random.Next(SeedDocuments.Length)], random);
            told.Add(document);
            Effort.IsSmall(() => Answer(document, ValidationOptions.Default with { Suggestions = true }));
            executed += ThreadPump.Run(async () => await RunAsync(document, random));
        });
        Assert.NotEqual(0, executed);
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "one field 2,000 times", $"{{ {Repeat("__typename ", 2000)} }}" },
        { "one response name, 1,000 different arguments", $"{{ {Many(1000, i => $"a: user(pick: {{id: \"{i}\"}}) {{ id }} ")} }}" },
        { "nested pairs of the same field",
            $"{{ {Nest(10, "user(pick: {id: 1}) { id me: documents { nodes { ", "owner { id }", "} } }")} }}" },
        { "fragments that spread two others, and two, and two",
            "{ ...F0 } " + Many(60, i => $"fragment F{i} on Query {{ ...F{i + 1} ... on Query {{ ...F{i + 1} }} a{i}: __typename }} ") },
        { "fragments that all spread each other",
            $"{{ ...F0 }} {Many(60, i => $"fragment F{i} on Query {{ {Many(60, j => $"...F{j} ")} a: __typename }} ")}" },
        { "fragments side by side that all have the same fields",
            $"{{ {Many(200, i => $"...F{i} ")} }} {Many(200, i => $"fragment F{i} on Query {{ a: __typename b: __typename }} ")}" },
        { "many operations that reach many fragments",
            Many(150, i => $"query Q{i} {{ ...F0 }} ") + Many(150, i => $"fragment F{i} on Query {{ ...F{i + 1} }} ") },
        { "a chain of fragments", "{ ...F0 } " + Many(1200, i => $"fragment F{i} on Query {{ ...F{i + 1} }} ") },
        { "introspection in circles",
            "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...T } } interfaces { ...T } ofType { ...T } }" },
        { "a deep value", $"{{ numbers(any: {Repeat("[", 190)}{Repeat("]", 190)}) {{ int }} }}" },
        { "a wide value", $"{{ numbers(any: [{Repeat("{a: 1} ", 1800)}]) {{ int }} }}" },
        { "a value with one key again and again", $"{{ numbers(any: {{{Repeat("a: 1 ", 3000)}}}) {{ int }} }}" },
        { "unknown fields", $"{{ {Many(1900, i => $"x{i} ")} }}" },
        { "unknown arguments", $"{{ user({Many(2000, i => $"x{i}: 1 ")}) {{ id }} }}" },
        { "unused variables", $"query ({Many(2000, i => $"$x{i}: Int ")}) {{ __typename }}" },
        { "undeclared variables", $"{{ numbers(list: [{Many(2000, i => $"[$x{i}] ")}]) {{ int }} }}" },
        { "inline fragments in each other", $"{{ {Repeat("... { ", 190)}__typename{Repeat(" }", 190)} }}" },
        { "directives on every field", $"{{ {Repeat("__typename @skip(if: true) @include(if: false) @skip(if: true) ", 500)} }}" },
        { "a long name that is not there", $"{{ {Repeat("a", 60_000)} }}" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_documents_cost_little(string what, string document)
    {
        Assert.NotEmpty(what);
        var options = ValidationOptions.Default with { Suggestions = true };
        Effort.IsSmall(() => Answer(document, options));
    }

    /// <summary>What the door does before anything runs. Returns the operation's cost, or null for a refusal.</summary>
    private static double? Answer(string text, ValidationOptions options)
    {
        try
        {
            var document = Parser.ParseDocument(text);
            if (DocumentValidator.Validate(View, document, options).Count > 0)
            {
                return null;
            }

            var operation = OperationSelector.Open(View, document, null);
            return CostAnalyzer.Compute(operation, VariableValues.None).FieldCost;
        }
        catch (GraphQLException)
        {
            return null;
        }
    }

    /// <returns>Operations executed.</returns>
    private static async Task<int> RunAsync(string text, Random random)
    {
        DocumentNode document;
        try
        {
            document = Parser.ParseDocument(text);
        }
        catch (GraphQLSyntaxException)
        {
            return 0;
        }

        if (DocumentValidator.Validate(View, document, ValidationOptions.Default with { Suggestions = true }) is { Count: > 0 } errors)
        {
            JsonElement.Parse(Engine.Respond(null, errors));
            return 0;
        }

        var executed = 0;
        foreach (var name in document.Definitions.OfType<OperationDefinitionNode>().Select(o => o.Name?.Value))
        {
            var operation = OperationSelector.Open(View, document, name);
            if (!VariableCoercion.Coerce(operation, Variables(operation, random), out var values, out var faults))
            {
                JsonElement.Parse(Engine.Respond(null, faults));
                continue;
            }

            if (CostAnalyzer.Refuse(CostAnalyzer.Compute(operation, values), 10_000) is not null)
            {
                continue;
            }

            await ExecuteAsync(operation, values, random);
            executed++;
        }

        return executed;
    }

    private static async Task ExecuteAsync(Operation operation, VariableValues values, Random random)
    {
        using var data = new JsonBuffer();
        var errors = new List<GraphQLError>();
        var options = new ExecutionOptions { ErrorHandling = random.Next(4) == 0 ? ErrorHandling.Null : ErrorHandling.Propagate };
        await Executor.ExecuteAsync(operation, values, null, random, data, errors, options, CancellationToken.None);
        var response = JsonElement.Parse(Engine.Respond(data, errors), new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.All(errors, e => Assert.NotEmpty(e.Locations));
        Assert.True(response.TryGetProperty("data", out _));
    }

    private static string Mutate(string document, Random random)
    {
        var tokens = document.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(4))
            {
                case 0:
                    tokens[at] = Words[random.Next(Words.Length)];
                    break;
                case 1:
                    tokens.RemoveAt(at);
                    break;
                case 2:
                    tokens.Insert(at, Words[random.Next(Words.Length)]);
                    break;
                default:
                    tokens.Insert(at, tokens[random.Next(tokens.Count)]);
                    break;
            }
        }

        return string.Join(' ', tokens);
    }

    private static JsonElement Variables(Operation operation, Random random)
    {
        var members = operation.Definition.Variables
            .Where(_ => random.Next(5) > 0)
            .Select(v => $"\"{v.Variable.Name}\":{Value(TypeResolution.Resolve(View, v.Type)!, random, 0)}");
        return JsonElement.Parse($"{{{string.Join(',', members)}}}", new JsonDocumentOptions { MaxDepth = 1000 });
    }

    /// <summary>JSON that mostly fits the type.</summary>
    private static string Value(GraphQLType type, Random random, int depth)
    {
        if (random.Next(12) == 0 || depth > 6)
        {
            return (string[])["null", "1", "-1", "1e400", "\"\\ud800\"", "{}", "[[]]", "true", "\"2026-01-01\""] is var odd
                ? odd[random.Next(odd.Length)] : "";
        }

        return type.Nullable switch
        {
            ListType list => $"[{string.Join(',', Enumerable.Range(0, random.Next(4))
                .Select(_ => Value(list.OfType, random, depth + 1)))}]",
            InputObjectType input => $"{{{string.Join(',', input.Fields.Where(f => f.Type.IsNonNull || random.Next(3) == 0)
                .Take(input.IsOneOf ? 1 : int.MaxValue).Select(f => $"\"{f.Name}\":{Value(f.Type, random, depth + 1)}"))}}}",
            EnumType names => $"\"{names.Values.ElementAt(random.Next(names.Values.Count)).Name}\"",
            ScalarType { Name: "Int" or "Long" or "Float" } => "7",
            ScalarType { Name: "Boolean" } => "true",
            ScalarType { Name: "UUID" } => "\"6f1c1d4e-0000-4000-8000-00000000000a\"",
            _ => "\"text\"",
        };
    }

    /// <summary>Every field gives something that may or may not fit.</summary>
    private static void ResolveAll(SchemaBuilder schema)
    {
        var resolver = new FieldResolver(async context =>
        {
            var random = (Random)context.RequestState!;
            if (random.Next(3) == 0)
            {
                await Task.Yield();
            }

            return random.Next(15) == 0
                ? throw new InvalidOperationException("fault")
                : Made(context.Field.Definition!.Type, random);
        });
        foreach (var field in schema.Types.OfType<ObjectTypeBuilder>().SelectMany(t => t.Fields))
        {
            field.Binding = resolver;
        }
    }

    private static object? Made(GraphQLType type, Random random) => random.Next(10) == 0 ? null : type.Nullable switch
    {
        ListType list => Enumerable.Range(0, random.Next(3)).Select(_ => Made(list.OfType, random)).ToArray(),
        ObjectType => new Dictionary<string, object?>(),
        InterfaceType or UnionType => new Dictionary<string, object?>
        {
            ["__typename"] = View.PossibleTypes((NamedType)type.Nullable).ElementAtOrDefault(random.Next(3))?.Name,
        },
        EnumType names => names.Values.ElementAt(random.Next(names.Values.Count)).Name,
        _ => (object[])[1, "text", true, 1.5, Guid.Empty, DateTimeOffset.UnixEpoch] is var leaves
            ? leaves[random.Next(leaves.Length)] : null,
    };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Many(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));

    private static string Nest(int depth, string open, string inside, string close) =>
        depth == 0 ? inside : $"{open} {Nest(depth - 1, open, inside, close)} {close}";
}
