using System.Collections.Frozen;
using Jim.GraphQL.Json;
using Jim.Platform.Extensions;
using Jim.Platform.Files;
using Jim.Platform.Requests;
using Jim.Platform.Webhooks;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>The fields that C# code adds to those that are made from the database.</summary>
public static class PlatformSchema
{
    /// <summary>Each adds fields to a schema under construction; called once for each schema that is built.</summary>
    public static ImmutableArray<Action<SchemaUnderConstruction>> Extensions(IServiceProvider services) =>
    [
        schema => MeField.Add(schema, services.GetRequiredService<RowLookup>),
        schema => ActivatorUtilities.CreateInstance<UploadFileField>(services).Add(schema),
        schema => ActivatorUtilities.CreateInstance<CreateWebhookField>(services).Add(schema),
        schema => ActivatorUtilities.CreateInstance<JobFields>(services).Add(schema),
        schema => ActivatorUtilities.CreateInstance<CommandFields>(services).Add(schema),
    ];

    /// <summary>
    /// The fields whose values are made from columns of their row, by name. <c>url</c>: the address of a file below the public address,
    /// made from its id.
    /// </summary>
    public static FrozenDictionary<string, DerivedValue> Derived(JimSettings settings)
    {
        var files = $"{settings.PublicUrl.AbsoluteUri.TrimEnd('/')}/files/";
        bool WriteUrl(IReadOnlyList<object?> needs, JsonBuffer output)
        {
            output.WriteString(files + needs[0]);
            return true;
        }

        var derived = new Dictionary<string, DerivedValue>(StringComparer.Ordinal) { ["url"] = WriteUrl };
        return derived.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
