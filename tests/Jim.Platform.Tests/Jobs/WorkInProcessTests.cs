using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

public sealed class WorkInProcessTests(FilesWorld world) : WorkOverBusContract(world)
{
    protected override IMessageBus Make() => new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance);
}
