namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the root fields that find one row by a unique key: <c>documentById(id)</c>,
/// <c>membershipByUserIdAndGroupId(userId, groupId)</c>.
/// </summary>
internal static class ByKeyFields
{
    public static void Add(SchemaUnderConstruction schema, RowType row)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in row.Relation.UniqueKeys.Where(k => k.CoversVisible(row.Relation)))
        {
            // A unique index may have the same columns as the primary key.
            if (Field(schema, row, key) is { } field && seen.Add(field.Name))
            {
                schema.AddLive(field);
            }
        }
    }

    private static FieldBuilder? Field(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var columns = key.Columns.Select(row.Find).ToList();
        if (columns.Contains(null))
        {
            return null;
        }

        var field = new FieldBuilder(
            $"{row.Names.Singular}By{string.Join("And", columns.Select(c => Naming.UpperFirst(c!.Name)))}", row.Object)
        {
            Binding = new ByKeyField(row.Relation, key),
            DeprecationReason = row.Relation.Deprecation,
            VisibleTo = key.Columns.Aggregate(row.Readable, (mask, c) => mask & c.Select),
            Cost = 10,
        };
        field.AppliedDirectives.Add(CostDirectives.Cost10());
        foreach (var (column, name) in columns.Select(c => c!))
        {
            field.Arguments.Add(Wrapping.Input(name, schema.ColumnTypes.Build(column.Type).NonNull(), new ColumnInput(column)));
        }

        return field;
    }
}
