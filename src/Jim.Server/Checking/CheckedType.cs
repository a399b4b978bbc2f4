using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Server.Checking;

/// <summary>A column that the schema shows.</summary>
/// <param name="Field">Its name in the object type.</param>
/// <param name="Filter">Its member of <c>where</c>; null: it can't be filtered by.</param>
/// <param name="Order">The name of its member of <c>order</c>; null: it can't be sorted by.</param>
public sealed record CheckedColumn(string Field, Column Column, CellText Text, InputValueDefinition? Filter, string? Order)
{
    public string Sql(string table = "t") => $"{table}.{new Identifier(Column.Name)}";

    /// <summary>The column as operators take it: a domain as the type that it is based on.</summary>
    public string Compared => Column.Type.Kind == DataTypeKind.Domain ? $"{Sql()}::{Text.SqlType}" : Sql();

    /// <summary>The column's text in SQL.</summary>
    public string Render(string table = "t") => Text.Render(Sql(table));
}

/// <summary>A relation and its part of the schema, as one role sees it.</summary>
/// <param name="List">The root field with all rows.</param>
/// <param name="ByKey">The root fields that find a row by a key.</param>
/// <param name="Related">The fields that lead to other rows.</param>
/// <param name="Key">The columns that tell all rows apart; empty: there are none, or the role does not see them.</param>
public sealed record CheckedType(
    Relation Relation, ObjectType Type, string List, ImmutableArray<CheckedColumn> Columns, ImmutableArray<FieldDefinition> ByKey,
    ImmutableArray<FieldDefinition> Related, ImmutableArray<CheckedColumn> Key)
{
    public bool IsKeyed => !Key.IsEmpty;

    /// <summary>The rows that clients see, as <c>t</c>: FROM and WHERE of a SELECT, to which conditions can be added by AND.</summary>
    public string From => $"from {NameOf(Relation)} t where {Visible(Relation, "t")}";

    /// <summary>The columns to select in GraphQL and in SQL to recognise a row: its key, else all columns.</summary>
    public ImmutableArray<CheckedColumn> Identity => IsKeyed ? Key : Columns;

    /// <summary>The terms of ORDER BY by the key; not for a type without one.</summary>
    public string KeyOrder(bool descending = false) => string.Join(", ", Key.Select(c => descending ? $"{c.Sql()} desc" : c.Sql()));

    public static string NameOf(Relation relation) => $"{new Identifier(relation.Schema)}.{new Identifier(relation.Name)}";

    /// <summary>The condition of the rows that clients see.</summary>
    public static string Visible(Relation relation, string table) => relation.SoftDelete ? $"{table}.deleted_at is null" : "true";

    /// <summary>All types of rows that a role sees, in the catalog's order.</summary>
    public static ImmutableArray<CheckedType> FindAll(CheckedDatabase database)
    {
        var view = database.View;
        var roots = view.RootType(OperationKind.Query) is { } query
            ? query.Fields.Where(f => view.Sees(f.VisibleTo)).ToList()
            : [];
        var byKey = roots.Where(f => f.Binding is ByKeyField).ToLookup(f => ((ByKeyField)f.Binding!).Relation);
        return
        [
            .. from root in roots
               where root.Binding is ConnectionField { ForeignKey: null }
               let relation = ((ConnectionField)root.Binding!).Relation
               orderby database.Schema.Catalog.Relations.IndexOf(relation)
               select Build(database, root, relation, [.. byKey[relation]]),
        ];
    }

    private static CheckedType Build(
        CheckedDatabase database, FieldDefinition list, Relation relation, ImmutableArray<FieldDefinition> byKey)
    {
        var view = database.View;
        var type = FindRows(list);
        var filters = FindMembers<ColumnFilter>(view, list, "where", f => f.Column);
        var orders = FindMembers<ColumnOrder>(view, list, "order", o => o.Column);
        ImmutableArray<CheckedColumn> columns =
        [
            .. from field in type.Fields
               where view.Sees(field.VisibleTo) && field.Binding is ColumnField
               let column = ((ColumnField)field.Binding!).Column
               select new CheckedColumn(
                   field.Name, column, new CellText(column.Type, field.Type.Named as EnumType), filters.GetValueOrDefault(column),
                   orders.GetValueOrDefault(column)?.Name),
        ];
        var related = type.Fields.Where(f => view.Sees(f.VisibleTo) && f.Binding is ParentField or ChildField or ConnectionField);
        var key = (relation.Key?.Columns ?? []).Select(c => columns.FirstOrDefault(s => s.Column == c)).ToList();
        var isKeyed = !key.Contains(null) && !database.Inherited.Contains(relation.Oid);
        return new CheckedType(relation, type, list.Name, columns, byKey, [.. related], isKeyed ? [.. key!] : []);
    }

    /// <summary>The type of the rows of a connection.</summary>
    private static ObjectType FindRows(FieldDefinition list) => (ObjectType)((ObjectType)list.Type.Named).Fields["nodes"].Type.Named;

    private static Dictionary<Column, InputValueDefinition> FindMembers<TBinding>(
        SchemaView view, FieldDefinition list, string argument, Func<TBinding, Column> column)
        where TBinding : InputBinding =>
        view.TryGetArgument(list, argument, out var found) && found.Type.Named is InputObjectType input
            ? input.Fields.Where(f => view.Sees(f.VisibleTo) && f.Binding is TBinding).ToDictionary(f => column((TBinding)f.Binding!))
            : [];
}
