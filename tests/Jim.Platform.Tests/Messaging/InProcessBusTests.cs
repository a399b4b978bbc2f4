namespace Jim.Platform.Tests.Messaging;

public sealed class InProcessBusTests : MessageBusContract
{
    protected override IMessageBus Make(TimeSpan? drain = null) =>
        new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance) { DrainDeadline = drain ?? TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task A_full_queue_refuses()
    {
        await (await Bus.ConsumeAsync(Queue, 1, (_, _) => Task.CompletedTask, Stop)).DisposeAsync();
        for (var i = 0; i < 10_000; i++)
        {
            await Bus.PublishAsync(Queue, "{}"u8.ToArray(), Stop);
        }

        var full = await Assert.ThrowsAsync<MessageBusException>(() => Bus.PublishAsync(Queue, "{}"u8.ToArray(), Stop));
        Assert.Contains("full", full.Message, StringComparison.Ordinal);
    }
}
