namespace Jim.EndToEnd.Tests;

/// <summary>One process whose worker runs all mutations.</summary>
public sealed class QueuedWorld : EmbeddedWorld
{
    public QueuedWorld()
    {
        Environment["JIM_MUTATIONS"] = "queued";
        Environment["JIM_MUTATIONS_WAIT_SECONDS"] = "28"; // a busy machine is not the matter
        Environment["JIM_LIMIT_QUEUED_MUTATIONS"] = "100";
    }
}

/// <summary>The same with gateway and worker apart, on the real services.</summary>
public sealed class QueuedRealWorld : RealWorld
{
    public QueuedRealWorld()
    {
        Environment["JIM_MUTATIONS"] = "queued";
        Environment["JIM_MUTATIONS_WAIT_SECONDS"] = "28";
    }
}
