using Jim.GraphQL.Operations;
using Jim.Postgres.Shapes;
using Jim.Postgres.Types;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// Plans the selection of one row, found by its key. Where Postgres does not guarantee that there is at most one, the relation's own row
/// goes before those of tables that inherit from it, and several rows are an error of the field.
/// </summary>
internal static class KeyedRow
{
    /// <param name="plan">The plan that it becomes part of.</param>
    /// <param name="rows">Plans the selection.</param>
    /// <param name="owner">The scope whose row gets the cells.</param>
    /// <param name="relation">The relation of the row.</param>
    /// <param name="key">Its key.</param>
    /// <param name="values">The values of the key's columns.</param>
    /// <param name="parentType">The type that has the field.</param>
    /// <param name="field">The field, whose type is that of the row.</param>
    public static Shape<WireRow> Plan(
        PlanContext plan, RowPlanner rows, RowScope owner, Relation relation, UniqueKey key,
        IReadOnlyCollection<(Column Column, SqlParameter Value)> values, ObjectType parentType, CollectedField field)
    {
        var type = (ObjectType)field.Definition!.Type.Named;
        var fields = plan.Subfields(type, field);
        if (key.IsUniqueAmongVisible(relation))
        {
            return rows.Single(owner, Find(own: false), type, fields);
        }

        var own = relation.HasChildren ? rows.Single(owner, Find(own: true), type, fields) : null;
        var scope = Find(own: false);
        var row = rows.Object(type, fields, scope.Root);
        var cell = owner.NewCell(SqlText.Format($"array_send(array(select {scope.Row()} {scope.FromWhere()} limit 2))"));
        return new KeyedRowShape(own, cell, scope.Types, row, RowPlanner.Coordinate(parentType, field), field.First.Range);

        RowScope Find(bool own)
        {
            var found = new RowScope(plan, relation, own: own);
            foreach (var (column, value) in values)
            {
                found.Root.Read.Pin(column, value);
                found.Where(PostgresTypes.Describe(column.Type).RenderKeyEquality(found.Root.Column(column), SqlText.Format($"{value}")));
            }

            return found;
        }
    }
}
