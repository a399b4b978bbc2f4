using Jim.Platform.Cache;
using Jim.Postgres.Changes;

namespace Jim.Platform.Tests.Cache;

public sealed class CacheTagsTests
{
    /// <summary>Before and after as in the log, and the tags beside that of the table; columns 1 and 2 may limit answers.</summary>
    public static TheoryData<long?[]?, long?[]?, string> Changes => new()
    {
        { [3, 5, 6], null, "7.1.5 7.2.6" },
        { [3, 5, null], [3, 5, 9], "7.1.5 7.2.9" },
        { null, [3, 5, null], "7.1.5" },
        { [1, 5], null, "7r" },
        { null, null, "7r" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_raises_the_values_that_its_row_had_or_all(long?[]? before, long?[]? after, string tags) =>
        Assert.Equal($"7 {tags}", string.Join(' ', CacheTags.ForChanges(7, [1, 2], [Of(before, after)])));

    [Fact]
    public void Many_changes_and_tables_without_such_columns_raise_no_values()
    {
        Assert.Equal(["7", "7r"], CacheTags.ForChanges(7, [1], [.. Enumerable.Repeat(Of([1, 5], null), 101)]));
        Assert.Equal(["7", "7r"], CacheTags.ForChanges(7, [], [Of([1, 5], null)]));
    }

    [Fact]
    public void An_answer_of_values_has_no_tag_of_its_table_but_that_of_all_values()
    {
        Assert.Equal(["7", "8"], CacheTags.ForReads([7, 8], []));
        Assert.Equal(
            ["7.1.5", "7r", "8", "9.1.5", "9.2.6", "9r"], CacheTags.ForReads([7, 8, 9], [new(7, 1, 5), new(9, 1, 5), new(9, 2, 6)]));
        Assert.Equal(["7r", "7r", "7"], new[] { "7.1.5", "7r", "7" }.Select(CacheTags.WithoutValue));
    }

    private static Change Of(long?[]? before, long?[]? after) =>
        new(1, 1, 7, ChangeOperation.Update, ["5"], -1, null) { ScopeBefore = before, ScopeAfter = after };
}
