namespace Jim.Platform.Messaging;

/// <summary>Which broker, and how long to wait for it.</summary>
/// <param name="Url"><c>amqp://user:password@host:port/vhost</c> (<c>RABBITMQ_URL</c>); <c>amqps</c> for TLS.</param>
/// <param name="Node">This process' name, as the broker's operator sees it.</param>
public sealed record RabbitMqOptions(Uri Url, string Node)
{
    /// <summary>
    /// A publish that is not confirmed by then has failed, and its connection is given up: the client may hang in it for ever after a
    /// broker's restart.
    /// </summary>
    public TimeSpan PublishDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call waits for a connection that is down.</summary>
    public TimeSpan ConnectWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deadline of opening a connection and declaring what it needs.</summary>
    public TimeSpan OpenDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Two of these without a sign from the broker, and the connection is dead.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a consumer that is disposed waits for handlers at work.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Publishes under way at once; more wait, within the same deadline.</summary>
    public int PublishesMax { get; init; } = 256;
}
