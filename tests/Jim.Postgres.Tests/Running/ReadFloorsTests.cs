using Jim.Postgres.Running.Replicas;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Postgres.Tests.Running;

/// <summary>Moments of the primary, and from which of them on users may be answered by a replica.</summary>
public sealed class ReadFloorsTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();
    private readonly object _schema = new();
    private TestDatabase _database = null!;
    private PrimaryMarks _marks = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync("create table notes (id int)");
        _marks = new PrimaryMarks(_database.DataSource, TimeSpan.FromSeconds(5), _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_position_tells_the_last_mark_that_it_has_passed_until_that_is_too_old()
    {
        await _marks.ReadAsync(Cancel);
        var line = _marks.Line!;
        var early = line.FindReached(ulong.MaxValue)!;
        await _database.ExecuteAsync("insert into notes values (1)");
        await _marks.ReadAsync(Cancel);
        var late = line.FindReached(ulong.MaxValue)!;

        Assert.Same(line, _marks.Line);
        Assert.True(late.Wal > early.Wal);
        Assert.True(late.Snapshot.Includes(early.Snapshot));
        Assert.False(early.Snapshot.Includes(late.Snapshot));
        Assert.Same(early, line.FindReached(late.Wal - 1));
        Assert.Same(late, line.FindReached(late.Wal));
        Assert.Null(line.FindReached(early.Wal - 1));

        _time.Advance(TimeSpan.FromSeconds(4));
        await _marks.ReadAsync(Cancel);
        Assert.True(line.IsFresh);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(line.FindReached(early.Wal));
        Assert.NotNull(line.FindReached(ulong.MaxValue));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(line.FindReached(ulong.MaxValue));
        Assert.False(line.IsFresh);
    }

    /// <summary>The next record goes behind the header of the new segment; a standby has replayed up to before it.</summary>
    [Fact]
    public async Task An_idle_primary_at_the_beginning_of_a_segment_is_reached_by_what_ends_before_it()
    {
        await _database.ExecuteAsync("insert into notes values (1)");
        for (var i = 0; ; i++)
        {
            // Others write in this cluster too: until a read meets the moment.
            await _database.ExecuteAsync("select pg_switch_wal()");
            await _marks.ReadAsync(Cancel);
            if (_marks.Line!.FindReached(ulong.MaxValue)!.Wal % (16 << 20) == 0)
            {
                return;
            }

            Assert.InRange(i, 0, 100);
        }
    }

    [Fact]
    public async Task Who_wrote_is_answered_from_the_mark_on_that_is_begun_next()
    {
        var floors = new ReadFloors(_marks);
        await _marks.ReadAsync(Cancel);
        var before = floors.Find("ann", _schema);
        floors.Note("ann");
        Assert.Equal(before, floors.Find("bob", _schema));
        Assert.Equal(_marks.Next, floors.Find("ann", _schema));
        Assert.False(new ReadNeed(floors.Find("ann", _schema), null).IsMetBy(_marks.Line!.FindReached(ulong.MaxValue)!));
        await _marks.ReadAsync(Cancel);
        Assert.True(new ReadNeed(floors.Find("ann", _schema), null).IsMetBy(_marks.Line!.FindReached(ulong.MaxValue)!));
    }

    [Fact]
    public async Task A_schema_is_read_from_the_mark_on_that_was_begun_after_its_first_use()
    {
        var floors = new ReadFloors(_marks);
        Assert.Equal(1, floors.Find("ann", _schema));
        await _marks.ReadAsync(Cancel);
        Assert.Equal(1, floors.Find("ann", _schema));
        Assert.Equal(2, floors.Find("ann", new object()));
    }

    [Fact]
    public async Task What_is_forgotten_holds_for_everybody()
    {
        var floors = new ReadFloors(_marks, usersMax: 2);
        floors.Find("ann", _schema);
        await _marks.ReadAsync(Cancel);
        floors.Note("ann");
        floors.Note("bob");
        Assert.Equal(1, floors.Find("carol", _schema));
        floors.Note("dora");
        Assert.Equal([2, 2, 2], [floors.Find("ann", _schema), floors.Find("bob", _schema), floors.Find("carol", _schema)]);

        Assert.Equal(2, floors.FindForKept(["1", "2"], ["a", "a"]));
        await _marks.ReadAsync(Cancel);
        Assert.Equal(2, floors.FindForKept(["1", "2"], ["a", "a"]));
        Assert.Equal(3, floors.FindForKept(["1", "2"], ["a", "b"]));
        await _marks.ReadAsync(Cancel);
        Assert.Equal(4, floors.FindForKept(["3"], ["a"]));
        Assert.Equal(4, floors.FindForKept(["1"], ["a"]));
    }
}
