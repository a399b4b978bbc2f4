using Jim.Platform.Messaging;
using Jim.Platform.Tests.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Jim.Platform.Tests.Jobs;

public sealed class WorkInProcessTests(FilesWorld world) : WorkOverBusContract(world)
{
    protected override IMessageBus Make() => new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance);
}
