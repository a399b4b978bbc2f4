namespace Jim.Platform.Webhooks;

/// <summary>Why a webhook is refused, and why a delivery failed, as its job tells it.</summary>
internal static class WebhookErrors
{
    public static GraphQLError Invalid(string why) => ErrorTable.WebhookInvalid.Create(why).Error;

    public static GraphQLError Busy() => ErrorTable.WebhookBusy.Create("Other deliveries to this webhook are under way.").Error;

    public static GraphQLError Status(WebhookDelivery delivery, int status) =>
        Fail(delivery, $"The webhook answered {status}.", ("status", status));

    public static GraphQLError TimedOut(WebhookDelivery delivery) => Fail(delivery, "The webhook did not answer in time.");

    public static GraphQLError Unreachable(WebhookDelivery delivery) => Fail(delivery, "The webhook could not be reached.");

    public static GraphQLError AddressRefused(WebhookDelivery delivery) => With(
        ErrorTable.WebhookAddress, delivery, "The webhook's name leads to an address that may not be called from here, or needs https.");

    public static GraphQLError Gone(WebhookDelivery delivery) =>
        With(ErrorTable.WebhookGone, delivery, "The webhook answered 410, and is switched off.");

    private static GraphQLError Fail(WebhookDelivery delivery, string message, params (string Key, object? Value)[] more) =>
        With(ErrorTable.WebhookFailed, delivery, message, more);

    private static GraphQLError With(
        ErrorCode code, WebhookDelivery delivery, string message, params (string Key, object? Value)[] more)
    {
        var error = code.Create(message).Error;
        return error with
        {
            Extensions =
            [
                .. error.Extensions, new("webhookId", delivery.WebhookId.ToString("D")), new("eventId", delivery.EventId),
                .. more.Select(m => KeyValuePair.Create(m.Key, m.Value)),
            ],
        };
    }
}
