using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the inputs of <c>order</c>: a member for each column that can be sorted by, and one for each single related row.
/// </summary>
internal static class Ordering
{
    public static void Add(SchemaUnderConstruction schema)
    {
        var direction = new EnumTypeBuilder("SortEnumType");
        direction.Values.Add(new EnumValueBuilder("ASC"));
        direction.Values.Add(new EnumValueBuilder("DESC"));
        foreach (var row in schema.Rows)
        {
            foreach (var (column, name) in row.Columns.Where(c => PostgresTypes.Describe(c.Column.Type).IsSortable))
            {
                var member = Wrapping.Input(name, direction, new ColumnOrder(column));
                member.VisibleTo = row.Readable & column.Select;
                member.DeprecationReason = column.Deprecation;
                row.Sort.Fields.Add(member);
            }
        }

        foreach (var (row, related) in schema.Related)
        {
            foreach (var parent in related.Where(r => r.Kind == RelatedKind.Parent && r.Target.Sort.Fields.Count > 0))
            {
                var member = Wrapping.Input(parent.Name, parent.Target.Sort, new ParentOrder(parent.ForeignKey));
                member.VisibleTo = parent.VisibleTo;
                row.Sort.Fields.Add(member);
            }

            row.Sort.VisibleTo = row.Sort.Fields.Aggregate(RoleMask.Nobody, (mask, f) => mask | f.VisibleTo);
        }
    }
}
