using System.Runtime.CompilerServices;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Tests.Operations;

public sealed class OperationCacheTests
{
    private static readonly SchemaView View = Engine.View("type Query { a(first: Int, by: [String]): String }");

    private readonly OperationCache<object> _cache = new(_ => ["n", "t"], (_, _) => new object());

    [Fact]
    public void Derives_once_for_the_same_values()
    {
        var operation = Engine.Open(View, "query ($n: Int, $t: [String]) { a(first: $n, by: $t) }");
        var derived = Derive(operation, """{"n": 1}""");
        Assert.Same(derived, Derive(operation, """{"n": 1}"""));
        Assert.NotSame(derived, Derive(operation, """{"n": 2}"""));
        Assert.NotSame(derived, Derive(operation, "{}"));
        Assert.Same(derived, Derive(operation, """{"n": 1}"""));
    }

    [Theory]
    [InlineData("""{"n": 1, "other": ["x"]}""")]
    [InlineData("""{"n": 1, "t": ["x", "y"]}""")]
    public void Lets_go_of_the_request(string variables)
    {
        var operation = Engine.Open(View, "query ($n: Int, $t: [String], $other: [String]) { a(first: $n, by: $t) b: a(by: $other) }");
        var request = DeriveOnce(operation, variables);
        for (var i = 0; i < 5 && request.Any(r => r.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(request, r => Assert.False(r.IsAlive));
        GC.KeepAlive(operation);
        GC.KeepAlive(_cache);
    }

    /// <summary>A method of its own, so that no local keeps the variables.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference> DeriveOnce(Operation operation, string variables)
    {
        var values = Engine.Coerce(operation, variables);
        _cache.GetOrDerive(operation, values);
        return [new WeakReference(values), .. values.Values.Values.Where(v => v is object?[]).Select(v => new WeakReference(v))];
    }

    private object Derive(Operation operation, string variables) => _cache.GetOrDerive(operation, Engine.Coerce(operation, variables));
}
