using System.Net;

namespace Jim.Platform.Webhooks;

/// <summary>Where webhooks may lead, and how long and how often they are tried.</summary>
/// <param name="AllowsPrivate">True: every address, and http; in development.</param>
/// <param name="Networks">Private networks that may be reached all the same, also by http.</param>
public sealed record WebhookOptions(bool AllowsPrivate, ImmutableArray<IPNetwork> Networks)
{
    /// <summary>From the look-up of the name to the head of the answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Deliveries to one webhook that one worker has under way at once.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>With the pauses of jobs, 2 s doubled up to an hour, these take a day.</summary>
    public int AttemptsMax { get; init; } = 36;

    /// <summary>Changes of one table that one reading of the log tells one by one; more are told as the whole table.</summary>
    public int EventsMax { get; init; } = 1_000;

    /// <summary>False: no webhook may be sent to this address from here.</summary>
    public bool Allows(IPAddress address, bool isTls) =>
        AllowsPrivate || WebhookAddresses.IsIn(Networks, address) || (isTls && WebhookAddresses.IsPublic(address));
}
