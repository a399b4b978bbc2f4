using System.Collections.Frozen;
using System.Collections.Immutable;
using Jim.GraphQL.Json;
using Jim.Platform.Files;
using Jim.Platform.Requests;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>The fields that C# code adds to the database's schema.</summary>
public static class PlatformSchema
{
    public static ImmutableArray<Action<SchemaUnderConstruction>> Extensions(IServiceProvider services) =>
    [
        schema => MeField.Add(schema, services.GetRequiredService<RowLookup>),
        schema => ActivatorUtilities.CreateInstance<UploadFileField>(services).Add(schema),
    ];

    /// <summary>The fields that the gateway makes of a row.</summary>
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
