namespace Jim.Postgres.Schema;

/// <summary>
/// Builds paged lists: <c>DocumentsConnection</c>, its edge, the PageInfo that all connections share, and the fields of the root types.
/// </summary>
internal static class Connections
{
    public static void Add(SchemaUnderConstruction schema, RowType row)
    {
        AddMembers(row, schema.PageInfo);
        var field = Field(schema, row, row.Names.Many, new ConnectionField(row.Relation));
        field.VisibleTo = row.Readable;
        field.DeprecationReason = row.Relation.Deprecation;
        schema.AddLive(field);
    }

    /// <summary>A connection field with its arguments in HotChocolate's order: paging, where, order.</summary>
    public static FieldBuilder Field(SchemaUnderConstruction schema, RowType row, string name, ConnectionField binding)
    {
        var field = new FieldBuilder(name, row.Connection) { Binding = binding, Cost = 10 };
        foreach (var argument in schema.PagingArguments)
        {
            field.Arguments.Add(argument);
        }

        field.Arguments.Add(CostDirectives.Cost(Wrapping.Input("where", row.Filter, new RoleInput(ArgumentRole.Where)), new InputCost(10)));
        if (row.Sort.Fields.Count > 0)
        {
            var order = Wrapping.Input("order", row.Sort.NonNull().List(), new RoleInput(ArgumentRole.Order));
            order.VisibleTo = row.Sort.VisibleTo;
            field.Arguments.Add(CostDirectives.Cost(order, new InputCost(10)));
        }

        field.AppliedDirectives.Add(schema.ListSize);
        field.AppliedDirectives.Add(CostDirectives.Cost10());
        return field;
    }

    /// <summary>The arguments <c>first</c>, <c>after</c>, <c>last</c> and <c>before</c>, which all connections share.</summary>
    public static InputValueBuilder[] PagingArguments() =>
    [
        Wrapping.Input("first", Scalars.Int, new RoleInput(ArgumentRole.First), "Returns the first _n_ elements from the list."),
        Wrapping.Input(
            "after", Scalars.String, new RoleInput(ArgumentRole.After),
            "Returns the elements in the list that come after the specified cursor."),
        Wrapping.Input("last", Scalars.Int, new RoleInput(ArgumentRole.Last), "Returns the last _n_ elements from the list."),
        Wrapping.Input(
            "before", Scalars.String, new RoleInput(ArgumentRole.Before),
            "Returns the elements in the list that come before the specified cursor."),
    ];

    private static void AddMembers(RowType row, ObjectTypeBuilder pageInfo)
    {
        var members = row.Connection.Fields;
        members.Add(Member("pageInfo", pageInfo.NonNull(), PagingMember.PageInfo, "Information to aid in pagination."));
        members.Add(Member("edges", row.Edge.NonNull().List(), PagingMember.Edges, "A list of edges."));
        members.Add(Member("nodes", row.Object.NonNull().List(), PagingMember.Nodes, "A flattened list of the nodes."));
        var total = Member(
            "totalCount", Scalars.Int.NonNull(), PagingMember.TotalCount, "Identifies the total count of items in the connection.");
        total.Cost = 10;
        total.AppliedDirectives.Add(CostDirectives.Cost10());
        members.Add(total);
        row.Edge.Fields.Add(Member("cursor", Scalars.String.NonNull(), PagingMember.EdgeCursor, "A cursor for use in pagination."));
        row.Edge.Fields.Add(Member("node", row.Object.NonNull(), PagingMember.EdgeNode, "The item at the end of the edge."));
    }

    public static ObjectTypeBuilder PageInfo()
    {
        var type = new ObjectTypeBuilder("PageInfo") { Description = "Information about pagination in a connection." };
        type.Fields.Add(Member(
            "hasNextPage", Scalars.Boolean.NonNull(), PagingMember.HasNextPage,
            "Indicates whether more edges exist following the set defined by the clients arguments."));
        type.Fields.Add(Member(
            "hasPreviousPage", Scalars.Boolean.NonNull(), PagingMember.HasPreviousPage,
            "Indicates whether more edges exist prior the set defined by the clients arguments."));
        type.Fields.Add(Member(
            "startCursor", Scalars.String, PagingMember.StartCursor, "When paginating backwards, the cursor to continue."));
        type.Fields.Add(Member("endCursor", Scalars.String, PagingMember.EndCursor, "When paginating forwards, the cursor to continue."));
        return type;
    }

    private static FieldBuilder Member(string name, TypeReference type, PagingMember member, string description) =>
        new(name, type) { Binding = new PagingField(member), Description = description };
}
