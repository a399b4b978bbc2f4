namespace Jim.Platform.Messaging;

/// <summary>Which broker to use, and how long to wait for it.</summary>
/// <param name="Url"><c>amqp://user:password@host:port/vhost</c> (<c>RABBITMQ_URL</c>); <c>amqps</c> for TLS.</param>
/// <param name="Node">This process' name in the broker's list of connections.</param>
public sealed record RabbitMqOptions(Uri Url, string Node)
{
    /// <summary>
    /// A publish that is not confirmed by then has failed, and its connection is dropped: after a restart of the broker the client may
    /// otherwise wait for ever.
    /// </summary>
    public TimeSpan PublishDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call waits while there is no connection.</summary>
    public TimeSpan ConnectWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deadline of opening a connection and declaring what it needs.</summary>
    public TimeSpan OpenDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After two of these intervals without data from the broker the connection counts as lost.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the first attempt to reconnect; doubled at each further one.</summary>
    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between attempts to reconnect.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a consumer that is disposed waits for handlers that still run.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many publishes may wait for their confirm at once; further ones queue, within the same deadline.</summary>
    public int PublishesMax { get; init; } = 256;
}
