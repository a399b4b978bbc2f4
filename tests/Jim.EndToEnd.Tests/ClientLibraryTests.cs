namespace Jim.EndToEnd.Tests;

/// <summary>
/// Client libraries that teams use, unmodified, against a running Jim; npm graphql-http's audit among them. The tests themselves are
/// Node's, in <c>clients/</c>.
/// </summary>
public sealed class ClientLibraryTests(BatchWorld world) : IClassFixture<BatchWorld>
{
    [Theory]
    [InlineData("graphql-http")]
    [InlineData("graphql-ws")]
    [InlineData("subscriptions-transport-ws")]
    [InlineData("graphql-sse")]
    [InlineData("apollo-client")]
    [InlineData("apollo-persisted")]
    [InlineData("urql")]
    [InlineData("urql-persisted")]
    [InlineData("incremental")]
    [InlineData("nitro")]
    [InlineData("tus")]
    [InlineData("uppy")]
    public Task Works_unmodified(string library) =>
        ClientLibraries.RunNodeAsync(world, ["--test", "--test-timeout=60000", $"{library}.test.mjs"], ("JIM_BATCHES", "3"));
}
