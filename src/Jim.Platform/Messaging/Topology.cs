namespace Jim.Platform.Messaging;

/// <summary>
/// All exchanges and queues in the broker and how they are declared. They are declared again at each connection, so that a broker which
/// lost its data works again.
/// </summary>
public static class Topology
{
    /// <summary>
    /// Where messages go whose handler threw, or which were delivered <see cref="DeliveryLimit"/> times without being settled.
    /// </summary>
    public const string DeadQueue = "jim.dead";

    public const string DeadExchange = "jim.dlx";

    public const string EventsExchange = "jim.events";

    /// <summary>
    /// Holds one message while the broker keeps what was published to <see cref="EventsExchange"/>. Where it is empty, the broker has lost
    /// its data, or a consumer whose queue is new has purged it: all changes that the log still has are published again.
    /// </summary>
    public const string RelayQueue = "jim.relay";

    public const string NodesExchange = "jim.nodes";

    /// <summary>Bytes that a body may have. Larger data belongs in a row whose id is sent (the claim check pattern).</summary>
    public const int BodyBytesMax = 4 * 1024;

    /// <summary>Messages in a work queue. When it is full, a publish is refused; its row stays, and is published again later.</summary>
    public const int QueueLengthMax = 100_000;

    /// <summary>Broadcasts that wait for one node. When the queue is full, the oldest are dropped.</summary>
    public const int NodeQueueLengthMax = 1_000;

    /// <summary>How often a message is delivered before it counts as poison. RabbitMQ 3.10 has no default limit.</summary>
    public const int DeliveryLimit = 10;

    internal static Dictionary<string, object?> BuildQueueArguments(string queue)
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
        arguments["x-dead-letter-strategy"] = "at-least-once"; // requires reject-publish
        return arguments;
    }
}
