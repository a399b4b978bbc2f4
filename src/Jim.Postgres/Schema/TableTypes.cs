using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>Fills the object type of a relation: a field for each column, visible to the roles that may read it.</summary>
internal static class TableTypes
{
    public static void Add(SchemaUnderConstruction schema)
    {
        foreach (var row in schema.Rows)
        {
            foreach (var (column, name) in row.Columns)
            {
                var hasPaths = PostgresTypes.Describe(column.Type).HasPaths;
                var field = new FieldBuilder(name, schema.ColumnTypes.BuildOutput(column))
                {
                    Description = column.Description,
                    DeprecationReason = column.Deprecation,
                    VisibleTo = row.Readable & column.Select,
                    Binding = new ColumnField(column, hasPaths),
                };
                if (hasPaths)
                {
                    field.Arguments.Add(Wrapping.Input(
                        "path", Scalars.String, new RoleInput(ArgumentRole.Path), "A place inside the value, as `a.b` or `list.0`."));
                }

                row.Object.Fields.Add(field);
            }
        }
    }
}
