using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Requests;
using Xunit;

namespace Jim.Platform.Tests.Requests;

public sealed class PreparedDocumentsTests
{
    private readonly PreparedDocuments _documents = new(
        new SchemaView(SchemaBuilder.FromSdl("type Query { a: Int }"), RoleMask.Everyone), "jim_user");
    private readonly RequestOptions _options = new(
        ParserOptions.Default, ValidationOptions.Default, TimeSpan.FromSeconds(30), 10_000, Cache: false, SchemaForAll: true);

    /// <summary>The text of a request lies in a buffer with its variables; a cached document has a copy of its own text.</summary>
    [Fact]
    public void A_document_is_cached_without_the_bytes_of_the_request()
    {
        var (document, body) = PrepareOnce();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(body.IsAlive);
        Assert.Same(document, _documents.Prepare("{ a }"u8.ToArray(), _options));
        Assert.NotNull(document.Operation(null).Document);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (PreparedDocument Document, WeakReference Body) PrepareOnce()
    {
        var body = """{"query": "{ a }"}"""u8.ToArray();
        var document = _documents.Prepare(body.AsMemory(11, 5), _options);
        Assert.Empty(document.Errors);
        return (document, new WeakReference(body));
    }
}
