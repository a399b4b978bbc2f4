using Jim.Data.Migrations;
using Jim.Testing;
using Xunit;

namespace Jim.Data.Tests;

public sealed class MigratorTests
{
    [Fact]
    public async Task Says_what_it_did_and_then_that_nothing_is_to_do()
    {
        await using var database = await MigratedDatabase.CreateAsync(DataModel.None);
        List<string> first = [], second = [];
        await database.MigrateAsync(DataModel.Starter, first.Add);
        await database.MigrateAsync(DataModel.Starter, second.Add);
        Assert.Equal(["applied 20261121_0001_starter"], first);
        Assert.Equal(["nothing to do"], second);
    }
}
