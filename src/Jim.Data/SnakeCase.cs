using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Jim.Data;

/// <summary>The conventions of both models: names in snake_case; times and versions are set by the database.</summary>
internal static partial class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Convert(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Convert(property.Name));
                Complete(property);
            }
        }
    }

    public static string Convert(string name) => Hump().Replace(name, "_").ToLowerInvariant();

    private static void Complete(IMutableProperty property)
    {
        if (property.ClrType == typeof(JsonDocument) && property.FindAnnotation(RelationalAnnotationNames.ColumnType) is null)
        {
            property.SetColumnType("jsonb");
        }

        if (property.Name is "CreatedAt" or "UpdatedAt")
        {
            property.SetDefaultValueSql("now()");
        }
        else if (property.Name == "Version" && property.ClrType == typeof(long))
        {
            property.SetDefaultValue(1L);
            property.IsConcurrencyToken = true;
            property.ValueGenerated = ValueGenerated.OnAddOrUpdate;
        }
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex Hump();
}
