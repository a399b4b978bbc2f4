using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Requests;

/// <summary>What is cached of a request outlives it, so it must not hold the request: its variables are a user's data.</summary>
public sealed class CachedDocumentsTests
{
    private static readonly SchemaView View = new(
        SchemaBuilder.FromSdl("type Query { f(first: Int, where: Where): [Int] } input Where { title: String }"), RoleMask.Everyone);

    private readonly PreparedDocuments _documents = new(View);
    private readonly OperationCache<OperationCost> _costs = new(CostAnalyzer.CollectVariables, CostAnalyzer.Compute);

    [Fact]
    public void A_document_its_operation_and_its_cost_do_not_keep_the_request_that_they_were_made_for()
    {
        var ofRequest = Prepare("secret");
        for (var i = 0; i < 10 && ofRequest.Any(part => part.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(ofRequest, part => Assert.False(part.IsAlive));
        GC.KeepAlive(_documents);
        GC.KeepAlive(_costs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] Prepare(string title)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$$"""{"query":"query($n: Int, $w: Where) { f(first: $n, where: $w) }","variables":{"n":5,"w":{"title":"{{{{title}}}}"}}}""");
        var request = GraphQLRequestReader.Read(body);
        Assert.True(_documents.TryPrepare(request.Query, ParserOptions.Default, ValidationOptions.Default, out var document, out _));
        var operation = document.Open(request.OperationName);
        Assert.True(VariableCoercion.Coerce(operation, request.Variables, out var variables, out _));
        _costs.GetOrDerive(operation, variables);
        Assert.True(variables.TryGet("w", out var filter));
        return [new WeakReference(body), new WeakReference(request), new WeakReference(variables), new WeakReference(filter)];
    }
}
