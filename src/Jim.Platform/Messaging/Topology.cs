namespace Jim.Platform.Messaging;

/// <summary>
/// Every name in the broker and how each thing is declared. Declared again at each connection, so a broker that was wiped is whole again.
/// </summary>
public static class Topology
{
    /// <summary>Where messages go whose handler threw, or that ended ten processes.</summary>
    public const string DeadQueue = "jim.dead";

    public const string DeadExchange = "jim.dlx";

    public const string EventsExchange = "jim.events";

    public const string NodesExchange = "jim.nodes";

    /// <summary>The claim check: what is larger belongs in a row.</summary>
    public const int BodyBytesMax = 4 * 1024;

    /// <summary>Messages in a work queue. When full, a publish is refused: its row stays, and is emitted again later.</summary>
    public const int QueueLengthMax = 100_000;

    /// <summary>Broadcasts that wait for one node. When full, the oldest are dropped.</summary>
    public const int NodeQueueLengthMax = 1_000;

    /// <summary>How often a message is delivered before it counts as poison. RabbitMQ 3.10 has no limit of its own.</summary>
    public const int DeliveryLimit = 10;

    internal static Dictionary<string, object?> QueueArguments(string queue)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-max-length"] = QueueLengthMax,
        };
        if (queue == DeadQueue)
        {
            arguments["x-overflow"] = "drop-head"; // the newest hundred thousand are kept
            return arguments;
        }

        arguments["x-overflow"] = "reject-publish";
        arguments["x-delivery-limit"] = DeliveryLimit;
        arguments["x-dead-letter-exchange"] = DeadExchange;
        arguments["x-dead-letter-strategy"] = "at-least-once"; // wants reject-publish
        return arguments;
    }
}
