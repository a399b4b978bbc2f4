namespace Jim.Server.Tests.WebSockets;

/// <summary>
/// The socket session under a scheduler that orders everything it does by a seed: five hundred interleavings of starting, stopping,
/// renewing, slow reading and ending, each the same in every run.
/// </summary>
public sealed class SocketModelTests
{
    [Fact]
    public void The_protocol_and_the_rights_hold_in_every_order()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            using var model = new SocketModel(seed);
            model.Run(actions: 60);
            Assert.True(model.Faults.Count == 0, $"seed {seed}: {string.Join("; ", model.Faults)}");
        }
    }
}
