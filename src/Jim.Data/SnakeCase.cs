using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Jim.Data;

/// <summary>The names and values that both models share: snake_case, times and versions made by the database.</summary>
internal static partial class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Of(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Of(property.Name));
                Complete(property);
            }
        }
    }

    public static string Of(string name) => Hump().Replace(name, "_").ToLowerInvariant();

    private static void Complete(IMutableProperty property)
    {
        if (property.ClrType == typeof(JsonDocument))
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
