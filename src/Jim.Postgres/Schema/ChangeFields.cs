namespace Jim.Postgres.Schema;

/// <summary>
/// Builds the subscription fields that tell of single rows: <c>documentChanged(where): DocumentChange!</c>. A table has one where its rows
/// can be named by a key in the change log.
/// </summary>
internal static class ChangeFields
{
    /// <summary>What <see cref="Add"/>'s events tell, by the names of <c>RowOperation</c>.</summary>
    public static EnumTypeBuilder Operations(SchemaUnderConstruction schema)
    {
        var type = new EnumTypeBuilder(Choose(schema, "ChangeOperation", "RowChangeOperation"))
        {
            Description = "What became of a row, as the subscriber sees it.",
        };
        foreach (var (name, description) in ((string, string)[])
            [
                ("INSERT", "The row is there now and was not: it was inserted, or came into the filter or the subscriber's rights."),
                ("UPDATE", "A column that the subscriber may read has another value."),
                ("DELETE", "The row is not there any more: it was deleted, or left the filter or the subscriber's rights."),
                ("RESET", "Any row may have changed in any way: read the rows anew, with the cursor of this event."),
            ])
        {
            type.Values.Add(new EnumValueBuilder(name) { Description = description });
        }

        return type;
    }

    public static void Add(SchemaUnderConstruction schema, RowType row)
    {
        var relation = row.Relation;
        if (relation.Kind is not (RelationKind.Table or RelationKind.PartitionedTable) || relation.HasChildren
            || relation.Key is not { Declared: false, Deferrable: false } key || row.Readable == RoleMask.Nobody)
        {
            return;
        }

        var keys = key.Columns.Select(row.Find).ToList();
        if (keys.Contains(null))
        {
            return;
        }

        var field = new FieldBuilder($"{row.Names.Singular}Changed", Type(schema, row, keys!).NonNull())
        {
            Binding = new ChangedField(relation),
            DeprecationReason = relation.Deprecation,
            VisibleTo = row.Readable,
            Cost = 10,
        };
        field.AppliedDirectives.Add(CostDirectives.Cost10());
        field.Arguments.Add(CostDirectives.Cost(Wrapping.Input("where", row.Filter, new RoleInput(ArgumentRole.Where)), new InputCost(10)));
        schema.Add(schema.Subscription, field);
    }

    private static ObjectTypeBuilder Type(SchemaUnderConstruction schema, RowType row, IReadOnlyList<NamedColumn> keys)
    {
        var type = new ObjectTypeBuilder(Choose(schema, $"{row.Names.Type}Change", $"{row.Names.Type}ChangeEvent"))
        {
            Description = "A change of one row.",
        };
        // A column of the key, or the table itself, may have the name of a member.
        var taken = new HashSet<string>(StringComparer.Ordinal) { "operation", "changedColumns", "cursor" };
        var single = Free(row.Names.Singular);
        Put("operation", schema.ChangeOperations.NonNull(), new ChangeMemberField(ChangeMember.Operation));
        foreach (var (column, name) in keys)
        {
            Put(Free(name), schema.ColumnTypes.Build(column.Type), new ChangeKeyField(column), "Of the key; null with RESET.");
        }

        Put(single, row.Object, new ChangeMemberField(ChangeMember.Row), "The row as it is now; null with DELETE and RESET.");
        Put(
            "changedColumns", Scalars.String.NonNull().List(), new ChangeMemberField(ChangeMember.Columns),
            "The fields whose values an UPDATE changed; null: any.");
        Put(
            "cursor", Scalars.String.NonNull(), new ChangeMemberField(ChangeMember.Cursor),
            "Where to go on after this event, as `extensions.cursor`.");
        schema.Own(type, row.Relation);
        return type;

        void Put(string name, TypeReference of, FieldBinding binding, string? description = null) =>
            type.Fields.Add(new FieldBuilder(name, of) { Binding = binding, Description = description });

        string Free(string name) => taken.Add(name) ? name : Free($"{name}_");
    }

    /// <summary>A table or an enum <c>document_changes</c> keeps its name.</summary>
    private static string Choose(SchemaUnderConstruction schema, string plain, string other) =>
        schema.Rows.Any(r => r.Names.Type == plain) || schema.Catalog.Types.Any(t => Naming.Type(t.Name) == plain) ? other : plain;
}
