using Jim.Platform.Schemas;

namespace Jim.Platform.Tests.Schemas;

/// <summary>A request that meets another structure has the database asked between two polls.</summary>
public sealed partial class SchemaOwnerTests
{
    [Fact]
    public async Task A_look_finds_a_change_between_two_polls_and_tells_of_it()
    {
        var first = _schemas.Current;
        await using var polling = new Polling(_schemas, _timeProvider);
        Assert.Same(first, await _schemas.LookAsync(first, urgent: true, Cancel));
        await ExecuteAsync("alter table notes add extra int");
        var next = await _schemas.LookAsync(first, urgent: true, Cancel);
        Assert.True(Has(next, "Note", "extra"));
        await Eventually.Holds(() => polling.Changed.Contains(next));
        Assert.Same(next, await _schemas.LookAsync(first, urgent: false, Cancel));
    }

    /// <summary>A weak reason is one that a client can bring about as often as it likes.</summary>
    [Fact]
    public async Task After_a_look_in_vain_a_weak_reason_is_not_looked_into_for_a_while()
    {
        var first = _schemas.Current;
        Assert.Same(first, await _schemas.LookAsync(first, urgent: false, Cancel));
        await ExecuteAsync("alter table notes add extra int");
        Assert.Same(first, await _schemas.LookAsync(first, urgent: false, Cancel));
        _timeProvider.Advance(TimeSpan.FromSeconds(1));
        Assert.NotSame(first, await _schemas.LookAsync(first, urgent: false, Cancel));
    }

    [Fact]
    public async Task A_look_that_failed_is_not_repeated_before_the_next_poll()
    {
        var first = _schemas.Current;
        await ExecuteAsync("alter table notes add extra int");
        await DenyAsync("pg_auth_members");
        var standIn = await _schemas.LookAsync(first, urgent: true, Cancel);
        Assert.NotNull(_schemas.Failure);
        await AllowAsync("pg_auth_members");
        Assert.Same(standIn, await _schemas.LookAsync(standIn, urgent: true, Cancel));
        _timeProvider.Advance(SchemaOwner.PollInterval);
        Assert.True(Has(await _schemas.LookAsync(standIn, urgent: true, Cancel), "Note", "extra"));
    }

    [Fact]
    public async Task Many_who_look_at_once_all_get_the_change_that_was_there_before_they_asked()
    {
        var first = _schemas.Current;
        var looks = new List<Task<SchemaSnapshot>>();
        for (var i = 0; i < 20; i++)
        {
            looks.Add(_schemas.LookAsync(first, urgent: true, Cancel).AsTask());
        }

        await ExecuteAsync("alter table notes add extra int");
        for (var i = 0; i < 20; i++)
        {
            Assert.True(Has(await _schemas.LookAsync(first, urgent: true, Cancel), "Note", "extra"));
        }

        await Task.WhenAll(looks);
        Assert.Equal(2, _schemas.Current.Version);
    }
}
