using Jim.GraphQL.Types;

namespace Jim.Postgres.Schema;

/// <summary><c>where</c>: and/or, a member for each column and each related row or list of rows.</summary>
internal static class Filters
{
    public static void Add(SchemaUnderConstruction schema)
    {
        foreach (var row in schema.Rows)
        {
            AddRowFilter(schema, row);
            AddListFilter(row);
        }
    }

    private static void AddRowFilter(SchemaUnderConstruction schema, RowType row)
    {
        var fields = row.Filter.Fields;
        fields.Add(Wrapping.Input("and", row.Filter.NonNull().List(), new OperatorInput(FilterOperator.And)));
        fields.Add(Wrapping.Input("or", row.Filter.NonNull().List(), new OperatorInput(FilterOperator.Or)));
        foreach (var (column, name) in row.Columns)
        {
            var member = Wrapping.Input(Free(name), schema.OperationFilters.Of(column), new ColumnFilter(column), column.Description);
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

        if (!fields.TryGet("isNull", out _))
        {
            fields.Add(Wrapping.Input(
                "isNull", Scalars.Boolean, new OperatorInput(FilterOperator.IsNull),
                "As a member of another filter: true where there is no such row, or none that the caller may see."));
        }
    }

    private static void AddListFilter(RowType row)
    {
        var fields = row.ListFilter.Fields;
        fields.Add(Marks.Cost10(Wrapping.Input("all", row.Filter, new OperatorInput(FilterOperator.All))));
        fields.Add(Marks.Cost10(Wrapping.Input("none", row.Filter, new OperatorInput(FilterOperator.None))));
        fields.Add(Marks.Cost10(Wrapping.Input("some", row.Filter, new OperatorInput(FilterOperator.Some))));
        fields.Add(Marks.Cost10(Wrapping.Input("any", Scalars.Boolean, new OperatorInput(FilterOperator.Any))));
    }

    // Columns named as the two connectives step aside.
    private static string Free(string name) => name is "and" or "or" ? $"{name}_" : name;
}
