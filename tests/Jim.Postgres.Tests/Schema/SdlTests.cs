using Jim.Data.Migrations;
using Jim.GraphQL.Validation;
using Jim.GraphQL.Validation.Sdl;
using Jim.GraphQL.Validation.TypeSystem;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

/// <summary>The schemas that clients build on, printed: what changes there shows in review.</summary>
public sealed class SdlTests
{
    [Theory]
    [InlineData("jim_anonymous")]
    [InlineData("jim_user")]
    [InlineData("jim_admin")]
    public async Task Kitchen_sink(string role)
    {
        var schema = await KitchenSink.BuildAsync();
        ReviewedText.Matches($"kitchen-sink.{role}.graphql", SchemaPrinter.Print(schema.ViewFor(role)));
    }

    [Theory]
    [InlineData("jim_anonymous")]
    [InlineData("jim_user")]
    [InlineData("jim_admin")]
    public async Task Each_role_is_given_a_valid_schema(string role)
    {
        var printed = SchemaPrinter.Print((await KitchenSink.BuildAsync()).ViewFor(role));
        var document = Parser.ParseDocument(Encoding.UTF8.GetBytes(printed), ParserOptions.Unlimited);
        Assert.Empty(SdlValidator.Validate(document));
        var schema = SchemaBuilder.FromSdl(document);
        Assert.Empty(SchemaValidator.Validate(schema));
    }

    [Fact]
    public async Task Starter_model()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.Starter);
        var catalog = await CatalogReader.ReadAsync(database.Gateway, CatalogOptions.Default, TestContext.Current.CancellationToken);
        var schema = DatabaseSchema.Build(catalog, SchemaOptions.Default);
        ReviewedText.Matches("starter.jim_user.graphql", SchemaPrinter.Print(schema.ViewFor("jim_user")));
        Assert.Empty(SchemaValidator.Validate(schema.Schema));
        Assert.False(schema.ViewFor("jim_anonymous").TryGetType("Document", out _));
        Assert.DoesNotContain(catalog.Relations, r => r.Name == "file_versions");
    }

    [Fact]
    public async Task The_workload_is_valid()
    {
        var tables = await File.ReadAllTextAsync(
            Repository.PathOf("tests/Jim.Benchmarks/Workload/tables.sql"), TestContext.Current.CancellationToken);
        await using var database = await TestDatabase.CreateAsync(
            ApplicationRoles.Sql,
            $"{tables}; grant usage on schema workload to jim_anonymous; grant select on all tables in schema workload to jim_anonymous");
        var options = CatalogOptions.Default with { Schemas = ["workload"] };
        var catalog = await CatalogReader.ReadAsync(database.DataSource, options, TestContext.Current.CancellationToken);
        var view = DatabaseSchema.Build(catalog, SchemaOptions.Default).ViewFor("jim_anonymous");
        Assert.Equal("id email displayName profile createdAt updatedAt documentEvents documents memberships", view.Names("User"));
        Assert.False(view.TryGetType("Mutation", out _));
        var operations = Directory.GetFiles(Repository.PathOf("tests/Jim.Benchmarks/Workload/operations"));
        Assert.Equal(4, operations.Length);
        Assert.All(operations, operation => Assert.Empty(
            DocumentValidator.Validate(view, Parser.ParseDocument(File.ReadAllBytes(operation), ParserOptions.Unlimited))));
    }
}
