using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;
using Jim.Platform.Tests.Messaging;

namespace Jim.Platform.Tests.Jobs;

public sealed class WorkOverRabbitMqTests(FilesWorld world) : WorkOverBusContract(world)
{
    private readonly string _prefix = $"test.{Guid.NewGuid():N}.";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await SharedBroker.DeleteAsync(JobQueue.All.Select(queue => _prefix + queue));
    }

    protected override IMessageBus Make() =>
        new PrefixedBus(new RabbitMqBus(SharedBroker.Options, TimeProvider.System, NullLogger<RabbitMqBus>.Instance), _prefix);
}
