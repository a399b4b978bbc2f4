using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Tests.Requests;

/// <summary>
/// Whatever the body: a request or a coded refusal, never another exception, and cheap as far as the door goes (body, document, validation,
/// variables, cost, arguments).
/// </summary>
[Collection(nameof(Alone))]
public sealed class RequestBodyFuzzTests
{
    private const int BodyBytesMax = 1 << 20;

    private static readonly SchemaView View = new(
        SchemaBuilder.FromSdl(
            $$"""
            type Query {
              f(
                any: Any, list: [Int], ints: [[Int!]!], where: Where, wide: Wide, wides: [Wide], text: String, id: ID, number: Float,
                whole: Int, decimal: Decimal, long: Long, flag: Boolean, at: DateTime
              ): Int
            }
            input Where { and: [Where!] or: [Where!] not: Where title: Text meta: Any n: Int = 1 }
            input Text { eq: String in: [String] }
            input Wide { {{Many(1000, i => $"c{i}: Int ")}} }
            scalar Any
            scalar Decimal
            scalar Long
            scalar DateTime
            """),
        RoleMask.Everyone);

    private static readonly string[] Bodies =
    [
        """{"query":"query Q($w: Where, $n: Int!, $l: [Int]) { f(where: $w, whole: $n, list: $l) }","operationName":"Q","variables":"""
            + """{"w":{"and":[{"title":{"eq":"a"}},{"n":2}]},"n":1,"l":[1,null,3]},"extensions":"""
            + """{"persistedQuery":{"version":1,"sha256Hash":"00"}}}""",
        """{"query":"{ f(any: {a: [1, 2.5, \"x\", null, true]}) }","variables":null,"onError":"NULL"}""",
        """[{"query":"{ f }"},{"query":"query($a: Any, $t: String) { f(any: [$a, {b: $a}], text: $t) }","variables":[{"a":{"x":[1]"""
            + """},"t":"\u00e9"},{"a":1e3}]}]""",
        """{"id":"abc","query":"query($d: Decimal, $l: Long, $at: DateTime, $id: ID) { f(decimal: $d, long: $l, at: $at, id: $id) """
            + """}","variables":"""
            + """{"d":"1.50","l":9007199254740993,"at":"2026-01-01T00:00:00Z","id":7}}""",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "0", "-", "1e999", "1e-999", "-0", "00", "0.10", "\"\\ud800\"",
        "\"\\u0000\"", "\"\\udc00\\ud800\":1,",
        "\"query\":", "\"variables\":", "\"operationName\":", "\"extensions\":", "\"id\":", "\"onError\":", "{}", "[]", "[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":", "\u00e9", "\0", "\ufeff",
        "99999999999999999999999999999999999999", "\"query\":\"{ f }\",", "// c\n", "$w", "fragment F on Query { f } ",
    ];

    [Fact]
    public void Mutated_bodies() => Fuzz.Run((random, told) =>
    {
        var body = Fuzz.Mutate(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), random, Pieces);
        told.Add(Encoding.UTF8.GetString(body));
        Effort.IsSmall(() => Answer(body));
    });

    public static TheoryData<string, string> Hostile => new()
    {
        { "as many variables as a document can have, as many members as a body can", Body(
            $"query({Many(1500, i => $"$v{i}:Int ")}) {{ f(list: [{Many(1500, i => $"$v{i} ")}]) }}",
            $"{{{Many(90_000, i => $"\"x{i}\":1,")}\"v1\":1}}") },
        {
            "member names that are no text",
            Body("query($a: Int, $b: Any) { f(whole: $a, any: $b) }", $"{{{Many(90_000, _ => "\"\\ud800\":1,")}\"b\":1}}")
        },
        { "member names that are no text, looked for by many variables", Body(
            $"query({Many(100, i => $"$v{i}:Int ")}) {{ f(list: [{Many(100, i => $"$v{i} ")}]) }}",
            $"{{{Many(80_000, _ => "\"\\ud8001\":1,")}\"v1\":1}}") },
        {
            "names that are no text inside a value",
            Body("query($a: Any) { f(any: $a) }", $"{{\"a\":{{{Many(80_000, _ => "\"\\ud800\":1,")}\"b\":1}}}}")
        },
        { "empty input objects", Body("query($w: Where) { f(where: $w) }", $"{{\"w\":{{\"or\":[{Many(300_000, _ => "{},")}{{}}]}}}}") },
        { "one variable in many places", Body(
            $"query($w: Where!) {{ f(where: {{ or: [{Many(4000, _ => "$w ")}] }}) }}",
            $"{{\"w\":{{\"or\":[{Many(250_000, _ => "{},")}{{}}]}}}}") },
        {
            "one free value in many places",
            Body($"query($a: Any) {{ f(any: [{Many(4000, _ => "$a ")}]) }}", $"{{\"a\":[{Many(400_000, _ => "1,")}1]}}")
        },
        { "a wide input object", Body("query($w: Wide) { f(wide: $w) }", $"{{\"w\":{{{Many(1000, i => $"\"c{i}\":1,")}\"c0\":2}}}}") },
        { "a wide input object whose fields stand there again and again", Body(
            "query($w: Wide) { f(wide: $w) }", $"{{\"w\":{{{Many(90_000, i => $"\"c{i % 1000}\":1,")}\"c0\":2}}}}") },
        { "wide input objects that are empty", Body("query($w: [Wide]) { f(wides: $w) }", $"{{\"w\":[{Many(300_000, _ => "{},")}{{}}]}}") },
        { "unknown fields", Body("query($w: Where) { f(where: $w) }", $"{{\"w\":{{{Many(80_000, i => $"\"x{i}\":1,")}\"y\":1}}}}") },
        { "wrong items", Body("query($l: [Int]) { f(list: $l) }", $"{{\"l\":[{Many(300_000, _ => "{},")}1]}}") },
        { "lists of lists", Body("query($l: [[Int!]!]) { f(ints: $l) }", $"{{\"l\":[{Many(300_000, _ => "[],")}[]]}}") },
        { "a number without end, whole", Body("query($n: Int) { f(whole: $n) }", $"{{\"n\":{new string('9', 1_000_000)}}}") },
        { "a number without end, float", Body("query($n: Float) { f(number: $n) }", $"{{\"n\":0.{new string('9', 1_000_000)}}}") },
        { "a number without end, decimal", Body("query($n: Decimal) { f(decimal: $n) }", $"{{\"n\":{new string('9', 1_000_000)}}}") },
        {
            "a number without end, decimal as text",
            Body("query($n: Decimal) { f(decimal: $n) }", $"{{\"n\":\"{new string('9', 1_000_000)}\"}}")
        },
        { "a number without end, long", Body("query($n: Long) { f(long: $n) }", $"{{\"n\":1e{new string('9', 1_000_000)}}}") },
        { "a number without end, id", Body("query($n: ID) { f(id: $n) }", $"{{\"n\":{new string('9', 1_000_000)}}}") },
        { "a number without end, time", Body("query($n: DateTime) { f(at: $n) }", $"{{\"n\":\"{new string('9', 1_000_000)}\"}}") },
        {
            "a number without end in the document",
            Body($"{{ f(number: {new string('9', 60_000)}.5, any: {new string('9', 5_000)}) }}", "{}")
        },
        { "escapes", Body("query($t: String) { f(text: $t) }", $"{{\"t\":\"{Many(170_000, _ => "\\u0000")}\"}}") },
        { "variables again and again", $"{{\"query\":\"{{ f }}\",{Many(60_000, _ => "\"variables\":{},")}\"variables\":{{}}}}" },
        { "queries again and again", $"{{{Many(90_000, _ => "\"query\":\"\",")}\"query\":\"{{ f }}\"}}" },
        { "members that nobody knows", $"{{{Many(90_000, i => $"\"x{i}\":1,")}\"query\":\"{{ f }}\"}}" },
        {
            "an operation name without end",
            $"{{\"query\":\"query A {{ f }} query B {{ f }}\",\"operationName\":\"{new string('a', 1_000_000)}\"}}"
        },
        { "opened and never closed", new string('[', 1_000_000) },
        { "objects opened and never closed", Many(200_000, _ => "{\"a\":") },
        { "a batch", $"[{Many(70_000, _ => "{\"query\":\"\"},")}{{}}]" },
        { "sets of variables", $"{{\"query\":\"{{ f }}\",\"variables\":[{Many(300_000, _ => "{},")}{{}}]}}" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_bodies_cost_little(string what, string body)
    {
        Assert.NotEmpty(what);
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.InRange(bytes.Length, 1, BodyBytesMax);
        Effort.IsSmall(() => Answer(bytes));
    }

    [Theory]
    [InlineData("""{"query":"{ f }","extensions":{"\ud800":1}}""")]
    [InlineData("""{"query":"{ f }","extensions":{"persistedQuery":{"\udc00":1}}}""")]
    [InlineData("""{"query":"{ \ud800 }"}""")]
    [InlineData("""{"query":"{ f }","operationName":"\ud800"}""")]
    public void What_is_no_text_is_refused_at_the_door(string body) =>
        Assert.Equal(
            "HC0012",
            Assert.Throws<GraphQLException>(() => GraphQLRequestReader.ReadAll(Encoding.UTF8.GetBytes(body), batchMax: 0)).Errors[0].Code);

    /// <summary>All that is done before anything runs.</summary>
    private static void Answer(byte[] body)
    {
        try
        {
            foreach (var request in GraphQLRequestReader.ReadAll(body, batchMax: 10).Requests)
            {
                Answer(request);
            }
        }
        catch (GraphQLException e)
        {
            Assert.All(e.Errors, error => Assert.NotNull(error.Code));
        }
    }

    private static void Answer(GraphQLRequest request)
    {
        var document = Parser.ParseDocument(request.Query.ToArray());
        if (DocumentValidator.Validate(View, document).Count > 0)
        {
            return;
        }

        var operation = OperationSelector.Open(View, document, request.OperationName);
        if (!VariableCoercion.Coerce(operation, request.Variables, out var values, out var errors))
        {
            Assert.All(errors, error => Assert.NotNull(error.Code));
            return;
        }

        CostAnalyzer.Compute(operation, values);
        foreach (var field in FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values))
        {
            ArgumentReader.Read(View, field.Definition!, field.First, values, document.Source);
        }
    }

    private static string Body(string query, string variables) => $"{{\"query\":\"{query}\",\"variables\":{variables}}}";

    private static string Many(int count, Func<int, string> make) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{make(i)}")));
}
