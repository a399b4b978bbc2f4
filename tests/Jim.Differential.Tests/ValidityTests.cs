using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>Jim and npm graphql judge documents alike, on schemas with all that Jim's generator and the language have.</summary>
public sealed class ValidityTests(Reference reference)
{
    [Theory]
    [InlineData("kitchen-sink", "tests/Jim.Postgres.Tests/Schema/Snapshots/kitchen-sink.jim_admin.graphql")]
    [InlineData("benchmark", "tests/Jim.Benchmarks/Language/Documents/schema.graphql")]
    public async Task Both_judge_documents_alike(string name, string file)
    {
        var sdl = await File.ReadAllTextAsync(Repository.PathOf(file));
        await reference.DefineAsync(name, sdl);
        await new ValidityRun(reference, name, new SchemaView(SchemaBuilder.FromSdl(sdl), RoleMask.Everyone)).AgreesAsync(1000);
    }
}
