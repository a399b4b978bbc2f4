using System.Runtime;
using Jim.Data.Migrations;
using Jim.Platform.Schemas;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Platform.Tests.Schemas;

public sealed class UncollectedBuildTests
{
    [Fact]
    public async Task Several_at_once_build_the_same_and_collections_go_on_afterwards()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None, """
            do $$ begin for i in 1..250 loop
              execute format('create table t%s (id int primary key); grant select on t%s to jim_user', i, i);
            end loop; end $$
            """);
        var catalog = await CatalogReader.ReadAsync(
            database.Gateway, CatalogOptions.Default with { Schemas = ["public"] }, TestContext.Current.CancellationToken);

        var built = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => UncollectedBuild.Run(catalog, new SchemaOptions(20, 100)))));

        Assert.All(built, one => Assert.True(one.Schema.TryGetType("T250", out _)));
        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}
