using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Schemas;

public sealed class PreparedDocumentsTests
{
    private readonly PreparedDocuments _documents = new(
        new SchemaView(SchemaBuilder.FromSdl("type Query { a: Int }"), RoleMask.Everyone));

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

    private PreparedDocument Prepare(ReadOnlyMemory<byte> text)
    {
        Assert.True(_documents.TryPrepare(text, ParserOptions.Default, ValidationOptions.Default, out var document, out var errors));
        Assert.Empty(errors);
        return document;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (PreparedDocument Document, WeakReference Body) PrepareOnce()
    {
        var body = """{"query": "{ a }"}"""u8.ToArray();
        return (Prepare(body.AsMemory(11, 5)), new WeakReference(body));
    }
}
