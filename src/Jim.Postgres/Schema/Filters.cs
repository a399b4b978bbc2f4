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
            var operators = schema.OperationFilters.Build(column);
            var member = Wrapping.Input(Free(fields, name), operators, new ColumnFilter(column), column.Description);
            member.VisibleTo = row.Readable & column.Select;
            member.DeprecationReason = column.Deprecation;
            fields.Add(member);
        }

        foreach (var related in schema.Related[row])
        {
            var name = Free(fields, related.Name);
            var member = related.Kind is RelatedKind.Parent or RelatedKind.Child
                ? Wrapping.Input(name, related.Target.Filter, new ParentFilter(related.ForeignKey, related.Kind == RelatedKind.Child))
                : Wrapping.Input(name, related.Target.ListFilter, new ChildrenFilter(related.ForeignKey, related.Through));
            member.VisibleTo = related.VisibleTo;
            fields.Add(member);
        }

        if (!fields.TryGet(RowOperators.IsNull.Name, out _))
        {
            OperationFilters.Add(row.Filter, [RowOperators.IsNull], row.Filter);
        }
    }

    // The member of a column named "and" or "or", which would hide the operator of that name, gets an underscore.
    private static string Free(MemberList<InputValueBuilder> fields, string name) =>
        fields.TryGet(name, out _) ? Free(fields, $"{name}_") : name;
}
