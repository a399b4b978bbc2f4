using System.Collections.Concurrent;
using System.Diagnostics;

namespace Jim.Platform.Tests.Messaging;

/// <summary>What the rest of Jim relies on from either bus.</summary>
public abstract class MessageBusContract : IAsyncLifetime
{
    private IMessageBus? _bus;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A queue of this test alone.</summary>
    protected string Queue { get; } = $"test.{Guid.NewGuid():N}";

    protected IMessageBus Bus => _bus ??= Make();

    public virtual async ValueTask InitializeAsync() => await Eventually.Holds(() => Bus.IsConnected, TimeSpan.FromSeconds(20));

    public virtual async ValueTask DisposeAsync()
    {
        if (_bus is not null)
        {
            await _bus.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract IMessageBus Make(TimeSpan? drain = null);

    [Fact]
    public async Task Each_message_reaches_one_handler_once()
    {
        var got = new ConcurrentBag<string>();
        await using var first = await Bus.ConsumeAsync(Queue, 4, Collect(got), Stop);
        await using var second = await Bus.ConsumeAsync(Queue, 4, Collect(got), Stop);
        var sent = Enumerable.Range(0, 200).Select(i => $"{{\"id\":{i}}}").ToArray();
        await Task.WhenAll(sent.Select(m => Bus.PublishAsync(Queue, Bytes(m), Stop)));
        await Eventually.Holds(() => got.Count >= sent.Length);
        Assert.Equal(sent.Order(), got.Order());
    }

    [Fact]
    public async Task A_body_belongs_to_its_handler_whatever_the_sender_does_with_his()
    {
        var got = new ConcurrentBag<string>();
        await using var consumer = await Bus.ConsumeAsync(Queue, 1, Collect(got), Stop);
        var body = Bytes("first");
        await Bus.PublishAsync(Queue, body, Stop);
        Bytes("other").CopyTo(body, 0);
        await Bus.PublishAsync(Queue, body, Stop);
        await Eventually.Holds(() => got.Count == 2);
        Assert.Equal(["first", "other"], got.Order());
    }

    [Fact]
    public async Task A_body_is_the_handlers_to_keep()
    {
        var kept = new ConcurrentBag<ReadOnlyMemory<byte>>();
        await using var consumer = await Bus.ConsumeAsync(
            Queue,
            8,
            (body, _) =>
            {
                kept.Add(body);
                return Task.CompletedTask;
            },
            Stop);
        var sent = Enumerable.Range(0, 500).Select(i => $"{{\"id\":{i}}}").ToArray();
        await Task.WhenAll(sent.Select(m => Bus.PublishAsync(Queue, Bytes(m), Stop)));
        await Eventually.Holds(() => kept.Count >= sent.Length);
        Assert.Equal(sent.Order(), kept.Select(b => Text(b)).Order());
    }

    [Fact]
    public async Task No_more_handlers_run_at_once_than_the_prefetch()
    {
        var (running, most, done) = (0, 0, 0);
        await using var consumer = await Bus.ConsumeAsync(
            Queue,
            3,
            async (_, cancellationToken) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Delay(20, cancellationToken);
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
            },
            Stop);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Bus.PublishAsync(Queue, Bytes("{}"), Stop)));
        await Eventually.Holds(() => Volatile.Read(ref done) == 30);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_queue_that_nobody_ever_declared_refuses()
    {
        var unroutable = await Assert.ThrowsAsync<MessageBusException>(() => Bus.PublishAsync(Queue, Bytes("{}"), Stop));
        Assert.Contains($"no such queue {Queue}", unroutable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_wait_in_a_queue_while_nobody_consumes_it()
    {
        await (await Bus.ConsumeAsync(Queue, 1, (_, _) => Task.CompletedTask, Stop)).DisposeAsync();
        await Bus.PublishAsync(Queue, Bytes("waits"), Stop);
        var got = new ConcurrentBag<string>();
        await using var consumer = await Bus.ConsumeAsync(Queue, 1, Collect(got), Stop);
        await Eventually.Holds(() => got.Contains("waits"));
    }

    [Fact]
    public async Task A_message_whose_handler_throws_is_dead_and_the_others_go_on()
    {
        var (good, dead) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var poison = $"poison of {Queue}";
        await using var graveyard = await Bus.ConsumeAsync(Topology.DeadQueue, 1, Collect(dead), Stop);
        var runs = 0;
        await using var consumer = await Bus.ConsumeAsync(
            Queue,
            2,
            (body, cancellationToken) => Text(body) == poison && Interlocked.Increment(ref runs) > 0 ? throw new InvalidDataException(
                "bad") : Collect(good)(body, cancellationToken),
            Stop);
        await Bus.PublishAsync(Queue, Bytes(poison), Stop);
        await Bus.PublishAsync(Queue, Bytes("good"), Stop);
        await Eventually.Holds(() => good.Contains("good") && dead.Contains(poison));
        Assert.Equal(1, runs); // dead at first sight
    }

    [Fact]
    public async Task Disposing_a_consumer_waits_for_its_handlers_and_takes_no_more()
    {
        var (entered, leave, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var consumer = await Bus.ConsumeAsync(
            Queue,
            1,
            async (_, _) =>
            {
                entered.TrySetResult();
                await leave.Task;
                Interlocked.Increment(ref ended);
            },
            Stop);
        await Bus.PublishAsync(Queue, Bytes("one"), Stop);
        await Bus.PublishAsync(Queue, Bytes("two"), Stop);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        var disposing = consumer.DisposeAsync().AsTask();
        Assert.NotSame(disposing, await Task.WhenAny(disposing, Task.Delay(500, Stop)));
        leave.SetResult();
        await disposing.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.Equal(1, ended);

        var got = new ConcurrentBag<string>();
        await using var next = await Bus.ConsumeAsync(Queue, 1, Collect(got), Stop);
        await Eventually.Holds(() => !got.IsEmpty);
        await Bus.PublishAsync(Queue, Bytes("three"), Stop);
        await Eventually.Holds(() => got.Contains("three"));
        Assert.Equal(["three", "two"], got.Order()); // the first was settled, the second never begun
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_cancelled_when_the_wait_is_over()
    {
        await using var bus = Make(drain: TimeSpan.FromMilliseconds(200));
        await Eventually.Holds(() => bus.IsConnected);
        var (entered, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        var consumer = await bus.ConsumeAsync(
            Queue,
            1,
            async (_, cancellationToken) =>
            {
                entered.TrySetResult();
                using var told = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            Stop);
        await bus.PublishAsync(Queue, Bytes("long"), Stop);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await consumer.DisposeAsync();
        Assert.True(cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_broadcast_reaches_every_listener_in_order()
    {
        var (one, two) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var first = await Bus.ListenAsync(b => one.Enqueue(Text(b)), Stop);
        var second = await Bus.ListenAsync(
            b =>
            {
                two.Enqueue(Text(b));
                throw new InvalidDataException("a listener's fault is its own");
            },
            Stop);
        var mark = Guid.NewGuid().ToString("N");
        var sent = Enumerable.Range(0, 50).Select(i => $"{mark} {i}").ToArray();
        foreach (var message in sent)
        {
            await Bus.BroadcastAsync(Bytes(message), Stop);
        }

        await Eventually.Holds(() => Mine(one).Length == 50 && Mine(two).Length == 50);
        Assert.Equal(sent, Mine(one));
        Assert.Equal(sent, Mine(two));

        await second.DisposeAsync();
        await Bus.BroadcastAsync(Bytes($"{mark} last"), Stop);
        await Eventually.Holds(() => Mine(one).Length == 51);
        Assert.Equal(50, Mine(two).Length);

        string[] Mine(ConcurrentQueue<string> heard) => [.. heard.Where(m => m.StartsWith(mark, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Nobody_need_listen_to_broadcasts_and_events()
    {
        await Bus.BroadcastAsync(Bytes("{}"), Stop);
        await Bus.PublishEventAsync("documents.U", "id", Bytes("{}"), Stop);
    }

    [Fact]
    public async Task Long_bodies_are_the_senders_fault()
    {
        await using var consumer = await Bus.ConsumeAsync(Queue, 1, (_, _) => Task.CompletedTask, Stop);
        await Bus.PublishAsync(Queue, new byte[Topology.BodyBytesMax], Stop);
        var tooLong = new byte[Topology.BodyBytesMax + 1];
        await Assert.ThrowsAsync<ArgumentException>(() => Bus.PublishAsync(Queue, tooLong, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Bus.PublishEventAsync("a.I", "id", tooLong, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Bus.BroadcastAsync(tooLong, Stop));
    }

    [Fact]
    public async Task A_handler_belongs_to_the_trace_of_its_sender()
    {
        using var recorder = new ActivityListener
        {
            ShouldListenTo = s => s.Name is "Jim" or "test", Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(recorder);
        var handled = new TaskCompletionSource<(ActivityTraceId Trace, string? State, string Name)>();
        await using var consumer = await Bus.ConsumeAsync(
            Queue,
            1,
            (_, _) =>
            {
                handled.TrySetResult((Activity.Current!.TraceId, Activity.Current.TraceStateString, Activity.Current.DisplayName));
                return Task.CompletedTask;
            },
            Stop);
        using var source = new ActivitySource("test");
        using var request = source.StartActivity("request")!;
        request.TraceStateString = "vendor=1";
        await Bus.PublishAsync(Queue, Bytes("{}"), Stop);
        Assert.Equal((request.TraceId, "vendor=1", $"process {Queue}"), await handled.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop));
    }

    [Fact]
    public async Task A_closed_bus_refuses()
    {
        await Bus.DisposeAsync();
        Assert.False(Bus.IsConnected);
        await Assert.ThrowsAsync<MessageBusException>(() => Bus.PublishAsync(Queue, Bytes("{}"), Stop));
        await Assert.ThrowsAsync<MessageBusException>(() => Bus.BroadcastAsync(Bytes("{}"), Stop));
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    protected static Func<ReadOnlyMemory<byte>, CancellationToken, Task> Collect(ConcurrentBag<string> got) => (body, _) =>
    {
        got.Add(Text(body));
        return Task.CompletedTask;
    };

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
