using Jim.Postgres.Running;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Postgres.Tests.Running;

/// <summary>How places are shared out among users: against a model that is plain, in every order of events.</summary>
public sealed class FairQueueTests
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_lone_user_may_have_all_places_but_one_and_another_gets_that_one_at_once()
    {
        using var queue = new FairQueue(6, waitingMax: 10, WaitMax, TimeProvider.System);
        var anns = Enumerable.Range(0, 6).Select(_ => Enter(queue, "ann")).ToArray();
        Assert.Equal(5, anns.Count(a => a.IsCompleted));
        Assert.True(Enter(queue, "ben").IsCompleted);
    }

    [Fact]
    public void Beside_another_a_user_has_half_at_most_rounded_up()
    {
        using var queue = new FairQueue(5, waitingMax: 10, WaitMax, TimeProvider.System);
        var anns = Enumerable.Range(0, 9).Select(_ => Enter(queue, "ann")).ToArray();
        var bens = Enumerable.Range(0, 9).Select(_ => Enter(queue, "ben")).ToArray();
        Assert.Equal((4, 1), (anns.Count(a => a.IsCompleted), bens.Count(b => b.IsCompleted)));
        anns[0].Leave();
        Assert.Equal((4, 2), (anns.Count(a => a.IsCompleted), bens.Count(b => b.IsCompleted)));
        anns[1].Leave();
        Assert.Equal((5, 2), (anns.Count(a => a.IsCompleted), bens.Count(b => b.IsCompleted)));
        anns[2].Leave();
        Assert.Equal((6, 2), (anns.Count(a => a.IsCompleted), bens.Count(b => b.IsCompleted)));
        bens[0].Leave();
        Assert.Equal((6, 3), (anns.Count(a => a.IsCompleted), bens.Count(b => b.IsCompleted)));
    }

    [Fact]
    public void Who_came_a_moment_ago_counts_as_being_there()
    {
        var time = new FakeTimeProvider();
        using var queue = new FairQueue(6, waitingMax: 10, WaitMax, time);
        Enter(queue, "ben").Leave();
        var anns = Enumerable.Range(0, 6).Select(_ => Enter(queue, "ann")).ToArray();
        Assert.Equal(3, anns.Count(a => a.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Enter(queue, "ben").Leave();
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(3, anns.Count(a => a.IsCompleted));
        anns[0].Leave();
        Assert.Equal(4, anns.Count(a => a.IsCompleted));
    }

    [Fact]
    public void Beside_others_a_user_has_the_fewer_the_busier_he_has_kept_the_database()
    {
        var used = 0d;
        using var queue = new FairQueue(6, waitingMax: 10, WaitMax, TimeProvider.System, new FixedLoad(_ => used));
        var ben = Enter(queue, "ben");
        var anns = Enumerable.Range(0, 6).Select(_ => Enter(queue, "ann")).ToArray();
        Assert.Equal(3, anns.Count(a => a.IsCompleted));
        used = 0.5;
        anns[0].Leave();
        Assert.Equal(3, anns.Count(a => a.IsCompleted));
        used = 2;
        anns[1].Leave();
        anns[2].Leave();
        Assert.Equal(4, anns.Count(a => a.IsCompleted));
        Assert.True(ben.IsCompleted);
    }

    [Fact]
    public void A_user_who_is_alone_again_gets_all_but_one()
    {
        var time = new FakeTimeProvider();
        using var queue = new FairQueue(6, waitingMax: 10, TimeSpan.FromSeconds(3), time);
        Enter(queue, "ben").Leave();
        var anns = Enumerable.Range(0, 6).Select(_ => Enter(queue, "ann")).ToArray();
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(5, anns.Count(a => a.IsCompleted));
    }

    [Fact]
    public void A_full_queue_refuses_its_own_user_only()
    {
        using var queue = new FairQueue(2, waitingMax: 2, WaitMax, TimeProvider.System);
        Assert.Equal(1, Enumerable.Range(0, 3).Count(_ => Enter(queue, "ann").IsCompleted));
        var refused = Assert.Throws<OverloadedException>(() => Enter(queue, "ann"));
        Assert.Equal(1, refused.RetrySeconds);
        Assert.True(Enter(queue, "ben").IsCompleted);
        Assert.False(Enter(queue, "ben").IsCompleted);
    }

    [Fact]
    public void Whoever_has_waited_too_long_is_refused_and_those_behind_him_are_served()
    {
        var time = new FakeTimeProvider();
        using var queue = new FairQueue(1, waitingMax: 10, WaitMax, time);
        var first = Enter(queue, "ann");
        var overdue = Enter(queue, "ben");
        time.Advance(WaitMax - TimeSpan.FromMilliseconds(10));
        var next = Enter(queue, "ben");
        Assert.False(overdue.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Throws<OverloadedException>(() => overdue.Take());
        Assert.False(next.IsCompleted);
        first.Leave();
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void A_free_place_costs_no_memory()
    {
        using var queue = new FairQueue(4, waitingMax: 10, WaitMax, TimeProvider.System);
        Pass(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass(int times)
        {
            for (var i = 0; i < times; i++)
            {
                FairEntry.Pass(queue, "ann", "ben");
            }
        }
    }

    [Fact]
    public void Beside_others_who_rests_waits_until_he_has_rested_and_alone_he_need_not()
    {
        var (time, rests) = (new FakeTimeProvider(), true);
        var load = new FixedLoad(_ => 1, user => rests && user == "ann");
        using var queue = new FairQueue(4, waitingMax: 10, TimeSpan.FromSeconds(30), time, load);
        var alone = Enter(queue, "ann");
        Assert.True(alone.IsCompleted);
        alone.Leave();
        var ben = Enter(queue, "ben");
        var beside = Enter(queue, "ann");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((true, false), (ben.IsCompleted, beside.IsCompleted));
        rests = false;
        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(beside.IsCompleted);
        beside.Leave();
        rests = true;
        var later = Enter(queue, "ann");
        Assert.False(later.IsCompleted);
        ben.Leave();
        Assert.True(later.IsCompleted);
    }

    [Fact]
    public void Does_as_the_model_says_in_every_order() => Fuzz.Run((random, told) =>
    {
        var time = new FakeTimeProvider();
        var waitingMax = random.Next(1, 5);
        var used = Enumerable.Range(0, 4).ToDictionary(i => $"user {i}", _ => random.Next(2) * random.NextDouble() * 1.2);
        var resting = used.Keys.Where(_ => random.Next(4) == 0).ToHashSet();
        var load = new FixedLoad(user => used[user], resting.Contains);
        var model = new FairQueueModel(random.Next(1, 8), waitingMax, WaitMax, time, load);
        using var queue = new FairQueue(model.Size, waitingMax, WaitMax, time, load);
        var real = new Dictionary<int, (FairEntry Entering, CancellationTokenSource Leaving)>();
        for (var step = 0; step < 200; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    var user = $"user {random.Next(4)}";
                    var leaving = new CancellationTokenSource();
                    told.Add($"{model.Made}: {user} enters");
                    if (model.Enter(user))
                    {
                        real.Add(model.Made, (new FairEntry(queue, user, leaving.Token), leaving));
                    }
                    else
                    {
                        Assert.Throws<OverloadedException>(() => new FairEntry(queue, user, leaving.Token));
                    }

                    break;
                case < 8 when model.Holding.ToList() is { Count: > 0 } holding:
                    var held = holding[random.Next(holding.Count)];
                    told.Add($"{held} leaves");
                    model.Leave(held);
                    real[held].Entering.Leave();
                    real.Remove(held);
                    break;
                case 8 when model.Waiting.ToList() is { Count: > 0 } waiting:
                    var gone = waiting[random.Next(waiting.Count)];
                    told.Add($"{gone} gives up");
                    model.GiveUp(gone);
                    real[gone].Leaving.Cancel();
                    Assert.Throws<OperationCanceledException>(() => real[gone].Entering.Take());
                    real.Remove(gone);
                    break;
                case 9 when random.Next(4) == 0:
                    told.Add("one place more");
                    model.Grow();
                    queue.Grow(1);
                    break;
                default:
                    var passed = TimeSpan.FromMilliseconds(100 * random.Next(1, 6));
                    told.Add($"{passed} pass");
                    for (var tick = TimeSpan.Zero; tick < passed; tick += TimeSpan.FromMilliseconds(100))
                    {
                        time.Advance(TimeSpan.FromMilliseconds(100));
                        foreach (var overdue in model.Refuse())
                        {
                            Assert.Throws<OverloadedException>(() => real[overdue].Entering.Take());
                            real.Remove(overdue);
                        }
                    }

                    break;
            }

            Assert.Equal(model.Holding.Order(), real.Where(r => r.Value.Entering.IsCompleted).Select(r => r.Key).Order());
            Assert.Equal(model.Waiting.Count(), queue.Waiting);
            Assert.InRange(model.Holding.Count(), 0, model.Size);
        }
    });

    [Fact]
    public async Task Threads_that_come_leave_and_give_up_lose_no_place()
    {
        const int Size = 4;
        using var queue = new FairQueue(Size, waitingMax: 1000, TimeSpan.FromSeconds(30), TimeProvider.System);
        var inside = 0;
        var seed = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(async () =>
        {
            var random = new Random(Interlocked.Increment(ref seed));
            for (var i = 0; i < 2000; i++)
            {
                using var leaving = new CancellationTokenSource();
                var entering = queue.EnterAsync($"user {thread % 5}", leaving.Token).AsTask();
                var cancelling = random.Next(3) == 0 ? leaving.CancelAsync() : Task.CompletedTask;
                try
                {
                    var share = await entering;
                    Assert.InRange(Interlocked.Increment(ref inside), 1, Size);
                    if (random.Next(4) == 0)
                    {
                        await Task.Yield();
                    }

                    Interlocked.Decrement(ref inside);
                    queue.Leave(share);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(leaving.IsCancellationRequested);
                }

                await cancelling;
            }
        })));
        Assert.Equal(0, queue.Waiting);
        Assert.All(Enumerable.Range(0, Size), i => Assert.True(Enter(queue, $"next {i}").IsCompleted));
        Assert.False(Enter(queue, "one more").IsCompleted);
    }

    private static FairEntry Enter(FairQueue queue, string user) => new(queue, user, default);
}
