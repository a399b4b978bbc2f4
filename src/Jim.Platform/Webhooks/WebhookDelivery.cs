using System.Text.Json;
using Jim.Platform.Jobs;

namespace Jim.Platform.Webhooks;

/// <summary>What a job of the kind <see cref="JobKind"/> is to send.</summary>
/// <param name="EventId">The id of the change, by which receivers recognise what comes twice.</param>
/// <param name="Body">JSON, a string so that each attempt sends the same bytes.</param>
internal sealed record WebhookDelivery(Guid WebhookId, string EventId, string Body)
{
    public const string JobKind = JobQueue.WebhookKind;

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static WebhookDelivery Read(JsonElement payload) =>
        payload.Deserialize<WebhookDelivery>(JsonSerializerOptions.Web) ?? throw new FormatException("The job has no message.");
}
