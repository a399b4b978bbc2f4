using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Platform.Webhooks;

/// <summary>
/// <c>createWebhook</c>: makes a row of <c>jim.webhooks</c> and its secret, which only this answer shows. All other fields of webhooks are
/// those of any table. It is for who may change webhooks: <c>jim_admin</c>.
/// </summary>
public sealed class CreateWebhookField(WebhookRows webhooks, RowLookup rows, RequestGuard guard)
{
    public void Add(SchemaUnderConstruction schema)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r => r is { Platform: true, Schema: "jim", Name: "webhooks" });
        if (relation is null || schema.FindRows("jim", "webhooks") is not { } type)
        {
            return;
        }

        var webhook = new FieldBuilder(char.ToLowerInvariant(type.Name[0]) + type.Name[1..], type)
        {
            Binding = new FieldResolver(async context =>
                ((WebhookPayload)context.Source!).Id is { } id ? await rows.ReadAsync(context, relation, id) : null),
        };
        var secret = new FieldBuilder("secret", Scalars.String)
        {
            Description = "Verifies what is sent, by any library of Standard Webhooks. Keep it: it is not shown again.",
            Binding = new FieldResolver(context => ValueTask.FromResult<object?>(((WebhookPayload)context.Source!).Secret)),
        };
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((WebhookPayload)context.Source!).Errors));

        // Where the application has webhooks of its own, these are JimWebhook.
        var field = schema.AddMutation(
            $"create{type.Name}", Inputs(schema, relation), [webhook, secret], [schema.Errors.Get("WebhookError")], errors);
        field.Description = "Has changes sent to an address.";
        field.VisibleTo = relation.Delete;
        field.Binding = new FieldResolver(new CreateWebhookResolver(webhooks, guard, relation.Oid).ResolveAsync);
    }

    private static IEnumerable<InputValueBuilder> Inputs(SchemaUnderConstruction schema, Relation relation)
    {
        foreach (var name in (string[])["url", "tables", "ops"])
        {
            var column = relation.Column(name)!;
            var type = schema.BuildType(column);
            yield return new(name, name == "url" ? type.NonNull() : type) { Description = column.Description };
        }
    }
}

/// <summary>The value of the payload of <c>createWebhook</c>; without a webhook where there are errors.</summary>
internal sealed record WebhookPayload(Guid? Id, string? Secret, IReadOnlyList<Dictionary<string, object?>>? Errors);
