using Jim.Postgres.Changes;

namespace Jim.Postgres.Tests.Changes;

public sealed class ScopeValueTests
{
    [Fact]
    public async Task Hashes_are_those_of_Postgres()
    {
        await using var database = await TestDatabase.CreateAsync();
        var random = new Random(14);
        string[] letters = ["a", "é", "€", "😀"];
        var texts = Enumerable.Range(0, 80)
            .Select(n => string.Concat(Enumerable.Range(0, n * n / 16).Select(_ => letters[random.Next(4)]))).ToArray();
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        await using var command = database.DataSource.CreateCommand("""
            select array(select hashtextextended(t, 0) from unnest($1::text[]) with ordinality u (t, n) order by n)
              || array(select uuid_hash_extended(i, 0) from unnest($2::uuid[]) with ordinality u (i, n) order by n)
            """);
        command.Parameters.AddWithValue(texts);
        command.Parameters.AddWithValue(ids);
        var expected = (long[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(expected, texts.Cast<object>().Concat(ids.Cast<object>()).Select(value => ScopeValue.Compute(value)!.Value));
    }

    [Fact]
    public void A_change_tells_of_a_column_where_each_of_its_rows_does()
    {
        var update = new Change(1, 1, 2, ChangeOperation.Update, ["7"], 4, null) { ScopeBefore = [5, 7, null], ScopeAfter = [5, 7, 9] };
        Assert.True(update.TryTell(3, out var before, out var after));
        Assert.Equal((null, 9), (before, after));
        Assert.True((update with { ScopeAfter = null }).TryTell(1, out before, out after));
        Assert.Equal((7, null), (before, after));
        Assert.False(update.TryTell(2, out _, out _));
        Assert.False(update.TryTell(64, out _, out _));
        Assert.False((update with { ScopeAfter = [1, 7] }).TryTell(3, out _, out _));
        Assert.False((update with { ScopeBefore = null, ScopeAfter = null }).TryTell(1, out _, out _));
    }
}
