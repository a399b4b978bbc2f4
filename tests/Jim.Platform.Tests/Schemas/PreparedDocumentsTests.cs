using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Schemas;

public sealed class PreparedDocumentsTests
{
    /// <summary>With many fields, because not many of one selection may share a response name.</summary>
    private static readonly SchemaView View = new(
        SchemaBuilder.FromSdl(
            "directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT type Query { a: Int "
            + Repeat(2000, i => $"f{i}(x: Int, l: [Int!], s: String): Int o{i}: Query ") + "}"),
        RoleMask.Everyone);

    private readonly OperationCache<OperationPart> _parts = new(
        DirectiveVariables.Collect, (operation, variables) => OperationSplitter.Split(operation, variables),
        PreparedDocument.PartsBytesMax, part => part.CountBytes());

    private readonly PreparedDocuments _documents = new(View);

    /// <summary>The text of a request lies in a buffer with its variables; a cached document has a copy of its own text.</summary>
    [Fact]
    public void A_document_is_cached_without_the_bytes_of_the_request()
    {
        var (document, body) = PrepareOnce();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(body.IsAlive);
        Assert.Same(document, Prepare("{ a }"u8.ToArray()));
        Assert.NotNull(document.Open(null).Document);
    }

    public static TheoryData<string> Shapes =>
    [
        "query Q{N} { o0 { " + Repeat(2000, i => $"f{i} ") + "} }",
        "query Q{N} { o0 { " + Repeat(1400, i => $"f{i}(x: 1) ") + "} }",
        "query Q{N}($x: Int) { o0 { " + Repeat(1400, i => $"f{i}(x: $x) ") + "} }",
        "query Q{N} { o0 { " + Repeat(1000, i => $"o{i} {{ a }} ") + "} }",
        "query Q{N} { o0 { a " + Repeat(300, i => $"...{{ f{i} o{i} {{ f{i} }} }} ") + "} }",
        "query Q{N} { o0 { " + Repeat(1200, i => $"f{i} @skip(if: false) ") + "} }",
        "query Q{N}($s: Boolean!) { o0 { " + Repeat(1000, i => $"f{i} @skip(if: $s) ") + "} }",
        "query Q{N} { f0(l: [" + Repeat(9000, _ => "1 ") + "]) }",
        "query Q{N}(" + Repeat(600, i => $"$v{i}: Int ") + ") { o0 { " + Repeat(600, i => $"f{i}(x: $v{i}) ") + "} }",
        "query Q{N} { a } " + Repeat(300, i => $"fragment F{i} on Query {{ a }} query R{i} {{ ...F{i} }} "),
        "query Q{N}($a: Boolean $b: Boolean $c: Boolean) { o0 { "
            + Repeat(5, i => $"... @defer(if: $a) {{ {Repeat(10, f => $"f{(10 * i) + f} ")} }} ") + "... @defer(if: $b) { o1 { f0 } } "
            + "... @defer(if: $c) { o2 { f0 ...F } } } } fragment F on Query { " + Repeat(200, i => $"o{i} {{ a }} ") + "}",
        "query Q{N} { a } #" + new string('x', 60_000),
        "query Q{N} { f0(s: \"" + new string('x', 60_000) + "\") }",
        "query Q{N} { f0(s: \"\"\"" + Repeat(30_000, _ => "x\n") + "\"\"\") }",
    ];

    /// <summary>What is counted of a document is no less than what it keeps, however its text is made.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_document_keeps_no_more_than_is_counted(string shape)
    {
        const int Count = 40;
        var kept = new List<object>(Count);
        Add(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= Count; i++)
        {
            Add(i);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        var counted = ((PreparedDocument)kept[0]).Bytes;
        Assert.True(each <= counted, $"{each} bytes are kept, {counted} counted");
        GC.KeepAlive(kept);

        void Add(int i)
        {
            var document = Prepare(System.Text.Encoding.UTF8.GetBytes(
                shape.Replace("{N}", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
            kept.Add(document);
            TakeApart(document.Open($"Q{i}"));
            for (var o = 0; o < CountOf(shape, "query R"); o++)
            {
                document.Open($"R{o}");
            }
        }
    }

    /// <summary>2,200 valid documents of 65 KB: 143 MB of text.</summary>
    [Fact]
    public void Large_documents_push_each_other_out_before_they_take_much_memory()
    {
        const long Most = 32 << 20;
        var documents = new PreparedDocuments(View, Most);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 2200; i++)
        {
            var text = System.Text.Encoding.UTF8.GetBytes($"{{ a }} #{i}{new string('x', 65_000)}");
            Assert.True(documents.TryPrepare(text, ParserOptions.Default, ValidationOptions.Default, out _, out _));
            Assert.InRange(documents.Bytes, 1, Most);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept <= Most, $"{kept} bytes are kept");
        GC.KeepAlive(documents);
    }

    /// <summary>By each combination of the variables that decide it.</summary>
    private void TakeApart(Operation operation)
    {
        for (var i = 0; operation.IsIncremental && i < 8; i++)
        {
            var values = $$"""{"a": {{Flag(i & 1)}}, "b": {{Flag(i & 2)}}, "c": {{Flag(i & 4)}} }""";
            Assert.True(VariableCoercion.Coerce(operation, JsonDocument.Parse(values).RootElement, out var variables, out _));
            _parts.GetOrDerive(operation, variables);
        }

        static string Flag(int bit) => bit == 0 ? "false" : "true";
    }

    private static int CountOf(string text, string word) => text.Split(word).Length - 1;

    private static string Repeat(int count, Func<int, string> write) => string.Concat(Enumerable.Range(0, count).Select(write));

    private PreparedDocument Prepare(ReadOnlyMemory<byte> text)
    {
        _documents.TryPrepare(text, ParserOptions.Default, ValidationOptions.Default, out var document, out var errors);
        Assert.Empty(errors.Select(e => e.Message));
        return document!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (PreparedDocument Document, WeakReference Body) PrepareOnce()
    {
        var body = """{"query": "{ a }"}"""u8.ToArray();
        return (Prepare(body.AsMemory(11, 5)), new WeakReference(body));
    }
}
