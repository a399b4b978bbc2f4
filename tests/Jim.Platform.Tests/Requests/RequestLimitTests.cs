using Jim.GraphQL.Json;
using Jim.Platform.Requests;

namespace Jim.Platform.Tests.Requests;

/// <summary>Limits of a request as a whole that need no database.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    public void JSON_nests_64_deep()
    {
        Assert.NotNull(Read(64).Variables);
        Assert.Equal("HC0012", Assert.Throws<GraphQLException>(() => Read(65)).Errors[0].Code);
    }

    [Fact]
    public void A_batch_has_as_many_operations_as_are_allowed()
    {
        Assert.Equal(2, GraphQLRequestReader.ReadAll(Batch(2), batchMax: 2).Requests.Count);
        Assert.Equal("HC0009", Assert.Throws<GraphQLException>(() => GraphQLRequestReader.ReadAll(Batch(3), batchMax: 2)).Errors[0].Code);
        Assert.Equal("HC0009", Assert.Throws<GraphQLException>(() => GraphQLRequestReader.ReadAll(Batch(1), batchMax: 0)).Errors[0].Code);
    }

    [Fact]
    public void An_answer_that_is_too_large_is_told_by_its_code()
    {
        var options = new RequestOptions(Cache: false, SchemaForAll: true);
        using var answer = new RequestGuard(options, NullLogger<RequestGuard>.Instance)
            .Answer(new ResponseTooLargeException(64 << 20), CancellationToken.None)!;
        Assert.Equal((ResponseOutcome.Failed, "JIM_RESPONSE_TOO_LARGE"), (answer.Outcome, answer.Errors[0].Code));
    }

    private static byte[] Batch(int count) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"query\":\"{ me { name } }\"}", count))}]");

    /// <summary>The request's own object is the first level.</summary>
    private static GraphQLRequest Read(int depth) => GraphQLRequestReader.Read(Encoding.UTF8.GetBytes(
        $"{{\"variables\":{string.Concat(Enumerable.Repeat("{\"a\":", depth - 1))}1{new string('}', depth - 1)}}}"));
}
