using System.Text.Json;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Webhooks;

/// <summary>Runs <c>createWebhook</c>: in a transaction of its own, or within the one that it shares with other fields.</summary>
/// <param name="table">The oid of <c>jim.webhooks</c>.</param>
internal sealed class CreateWebhookResolver(WebhookRows webhooks, RequestGuard guard, uint table) : ITransactionField
{
    public ValueTask<object?> ResolveAsync(ResolveContext context) => guard.ResolveAsync<object?>(async () =>
    {
        var state = RequestState.Get(context);
        return state.RunJoinedField is { } run
            ? await run(context.Field, context.Cancellation)
            : await webhooks.RunAsync(
                state.Caller, connection => JoinAsync(context.Arguments, state.Caller, connection, context.Cancellation),
                context.Cancellation);
    });

    public async Task<JoinedField> JoinAsync(
        IReadOnlyDictionary<string, object?> arguments, Caller caller, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var input = (InputObject)arguments["input"]!;
        var wish = new WebhookWish((string)Read(input, "url")!, ReadTexts(input, "tables"), ReadTexts(input, "ops"));
        if (webhooks.FindFault(wish) is { } fault)
        {
            return new JoinedField(Refuse([fault]), [fault], _ => Task.CompletedTask, () => { });
        }

        var (id, secret) = await WebhookRows.InsertAsync(connection, wish, caller);
        return new JoinedField(new WebhookPayload(id, secret, null), [], stop => webhooks.TellAsync(table, stop), () => { });
    }

    public string Keep(object? value) => value is WebhookPayload { Errors: null } made ? JsonSerializer.Serialize(made) : "null";

    public object? Restore(string kept) => JsonSerializer.Deserialize<WebhookPayload>(kept);

    private static WebhookPayload Refuse(IEnumerable<GraphQLError> errors) => new(null, null, [.. errors.Select(error =>
        new Dictionary<string, object?>
        {
            ["__typename"] = "WebhookError", ["message"] = error.Message, ["code"] = error.Code,
        })]);

    private static object? Read(InputObject input, string name) => input.TryGet(name, out var value) ? value : null;

    /// <summary>Null: absent or null. The values of an enum by their labels in Postgres.</summary>
    private static string?[]? ReadTexts(InputObject input, string name) => Read(input, name) is IEnumerable<object?> items
        ? [.. items.Select(item => item is EnumValueDefinition value ? (string)value.Binding! : item as string)]
        : null;
}
