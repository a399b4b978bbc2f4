using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Tests.Schemas;

/// <summary>Comments that Jim cannot follow.</summary>
public sealed partial class SchemaOwnerTests
{
    /// <summary>Also over several versions of the schema; once more where it is wrong in another way.</summary>
    [Fact]
    public async Task A_key_that_a_comment_declares_wrongly_is_warned_of_once()
    {
        var log = new RecordedLog<SchemaOwner>();
        using var owner = NewOwner(log: log);
        await ExecuteAsync("create view told as select id, body from notes; comment on view told is '@key nothing'");
        await ExecuteAsync("grant select on told to jim_user");
        await owner.CheckAsync(Cancel);
        await ExecuteAsync("alter table notes add another int");
        Assert.True(await owner.CheckAsync(Cancel));
        AssertWarned("'@key nothing' in the comment on public.told is not used: there is no column \"nothing\".");

        await ExecuteAsync("comment on view told is '@key nowhere'");
        Assert.True(await owner.CheckAsync(Cancel));
        await ExecuteAsync("comment on view told is '@key id'");
        Assert.True(await owner.CheckAsync(Cancel));
        AssertWarned(
            "'@key nothing' in the comment on public.told is not used: there is no column \"nothing\".",
            "'@key nowhere' in the comment on public.told is not used: there is no column \"nowhere\".");

        void AssertWarned(params string[] warnings)
        {
            var told = log.Entries.Where(e => e.Id == LogEvents.SteeringIgnored).Select(e => e.Text).ToList();
            Assert.Equal(warnings.Length, told.Count);
            Assert.All(warnings.Zip(told), w => Assert.Contains(w.First, w.Second, StringComparison.Ordinal));
        }
    }
}
