using Jim.Postgres.Operators;

namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the inputs of <c>where</c>: <c>and</c>, <c>or</c>, and a member for each column and each related row or list of rows.
/// </summary>
internal static class Filters
{
    public static void Add(SchemaUnderConstruction schema)
    {
        foreach (var row in schema.Rows)
        {
            AddRowFilter(schema, row);
            OperationFilters.Add(row.ListFilter, RowOperators.OfList, row.Filter);
        }
    }

    private static void AddRowFilter(SchemaUnderConstruction schema, RowType row)
    {
        var fields = row.Filter.Fields;
        OperationFilters.Add(row.Filter, [RowOperators.And, RowOperators.Or], row.Filter);
        foreach (var (column, name) in row.Columns)
        {
            var member = Wrapping.Input(Free(name), schema.OperationFilters.Build(column), new ColumnFilter(column), column.Description);
            member.VisibleTo = row.Readable & column.Select;
            member.DeprecationReason = column.Deprecation;
            fields.Add(member);
        }

        foreach (var related in schema.Related[row])
        {
            var member = related.Kind is RelatedKind.Parent or RelatedKind.Child
                ? Wrapping.Input(
                    Free(related.Name), related.Target.Filter, new ParentFilter(related.ForeignKey, related.Kind == RelatedKind.Child))
                : Wrapping.Input(Free(related.Name), related.Target.ListFilter, new ChildrenFilter(related.ForeignKey, related.Through));
            member.VisibleTo = related.VisibleTo;
            fields.Add(member);
        }

        if (!fields.TryGet(RowOperators.IsNull.Name, out _))
        {
            OperationFilters.Add(row.Filter, [RowOperators.IsNull], row.Filter);
        }
    }

    // A column named "and" or "or" would hide the operator of that name, so its member gets an underscore.
    private static string Free(string name) => name == RowOperators.And.Name || name == RowOperators.Or.Name ? $"{name}_" : name;
}
