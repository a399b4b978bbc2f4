using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>
/// <c>documentChanged(where)</c>: events of one table. (The live queries are the query root's own fields, see
/// <see cref="SchemaUnderConstruction.AddLive"/>.)
/// </summary>
internal static class Subscriptions
{
    public static void Add(SchemaUnderConstruction schema, RowType row)
    {
        if (row.Relation is not { Kind: RelationKind.Table or RelationKind.PartitionedTable, Key: { } key })
        {
            return;
        }

        var field = new FieldDefinition($"{row.Names.Singular}Changed", Change(schema, row, key).NonNull())
        {
            Description = "Each change of a row that the caller may see, from now on.",
            Binding = new ChangeField(row.Relation),
            VisibleTo = row.Readable,
            Cost = 10,
        };
        field.AppliedDirectives.Add(Marks.Cost10());
        field.Arguments.Add(Marks.Cost10(Wrapping.Input("where", row.Filter, new RoleInput(ArgumentRole.Where))));
        SchemaUnderConstruction.Add(schema.Subscription, field);
    }

    public static EnumType Operation()
    {
        var type = new EnumType("ChangeOperation");
        type.Values.Add(new EnumValueDefinition("INSERT"));
        type.Values.Add(new EnumValueDefinition("UPDATE"));
        type.Values.Add(new EnumValueDefinition("DELETE"));
        type.Values.Add(new EnumValueDefinition("RELOAD") { Description = "More rows changed at once than are told one by one: read again." });
        return type;
    }

    private static ObjectType Change(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var type = new ObjectType(row.Names.Change) { Binding = row.Relation };
        type.Fields.Add(Member("operation", schema.ChangeOperation.NonNull(), ChangeMember.Operation, null));
        GraphQLType id = key.Columns is [var only] ? schema.ColumnTypes.Of(only.Type) : Scalars.String.NonNull().List();
        type.Fields.Add(Member("id", id, ChangeMember.Id, "The row's key (the parts of a composite one as texts); null with RELOAD."));
        type.Fields.Add(Member(row.Names.Singular, row.Object, ChangeMember.Row, "The row as it is now; null when it is gone."));
        type.Fields.Add(Member(
            "changedColumns", Scalars.String.NonNull().List(), ChangeMember.ChangedColumns, "The fields that an update changed."));
        type.Fields.Add(Member("cursor", Scalars.String.NonNull(), ChangeMember.Cursor, "Where to continue from after this event."));
        return type;
    }

    private static FieldDefinition Member(string name, GraphQLType type, ChangeMember member, string? description) =>
        new(name, type) { Binding = new ChangeMemberField(member), Description = description };
}
