using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;
using RabbitMQ.Client;

namespace Jim.Platform.Tests.Jobs;

public sealed class WorkOverRabbitMqTests(FilesWorld world) : WorkOverBusContract(world)
{
    private readonly string _prefix = $"test.{Guid.NewGuid():N}.";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(TestServices.RabbitMq),
        }.CreateConnectionAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in JobQueue.All)
        {
            await channel.QueueDeleteAsync(_prefix + queue, ifUnused: false, ifEmpty: false);
        }
    }

    protected override IMessageBus Make()
    {
        var options = new RabbitMqOptions(new Uri(TestServices.RabbitMq), "test");
        return new PrefixedBus(new RabbitMqBus(options, TimeProvider.System, NullLogger<RabbitMqBus>.Instance), _prefix);
    }
}
