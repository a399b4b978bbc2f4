using System.Text;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Types;
using Jim.Postgres.Values;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// Plans the selection on a row: a cell for each column, a join for each related row, sub-selects for lists. Gives the shape that writes
/// the object.
/// </summary>
internal sealed class RowPlanner(PlanContext plan)
{
    public ObjectShape<WireRow> Object(ObjectType type, IReadOnlyList<CollectedField> fields, RowSource source) =>
        Members(type, fields, field => Value(type, field, source));

    /// <summary>An object whose members come from one row. <paramref name="value"/> is not asked for <c>__typename</c>.</summary>
    public ObjectShape<WireRow> Members(ObjectType type, IReadOnlyList<CollectedField> fields, Func<CollectedField, Shape<WireRow>> value)
    {
        var members = ImmutableArray.CreateBuilder<FieldShape<WireRow>>(fields.Count);
        foreach (var field in fields)
        {
            plan.Path.Push(field.ResponseName);
            members.Add(Field(type, field, field.IsTypeName ? Constant<WireRow>(type, field) : value(field)));
            plan.Path.Pop();
        }

        return new ObjectShape<WireRow>(members.MoveToImmutable());
    }

    public static FieldShape<TSource> Field<TSource>(ObjectType type, CollectedField field, Shape<TSource> shape)
        where TSource : allows ref struct =>
        new(field.ResponseName, shape, field.Definition?.Type.IsNonNull ?? true, Coordinate(type, field), field.First.Range);

    /// <summary>The shape of <c>__typename</c>. Throws for any other field.</summary>
    public static ConstantShape<TSource> Constant<TSource>(ObjectType type, CollectedField field)
        where TSource : allows ref struct =>
        field.IsTypeName
            ? new(Encoding.UTF8.GetBytes($"\"{type.Name}\""))
            : throw new InvalidOperationException($"{Coordinate(type, field)} has no binding");

    /// <summary>A row that a sub-select puts into one cell of its owner: <c>(select record_send(row(…)) …)</c>.</summary>
    public SingleShape Single(RowScope owner, RowScope scope, ObjectType type, IReadOnlyList<CollectedField> fields)
    {
        var shape = Object(type, fields, scope.Root);
        var cell = owner.NewCell(SqlText.Format($"(select record_send({scope.Row()}) {scope.FromWhere()})"));
        return new SingleShape(cell, scope.Types, shape);
    }

    private Shape<WireRow> Value(ObjectType type, CollectedField field, RowSource source) => field.Definition!.Binding switch
    {
        ColumnField column => Column(type, field, column, source),
        ParentField parent => Relate(field, source.Scope.Join(source, parent.ForeignKey, reverse: false), parent.ForeignKey.ToColumns[0]),
        ChildField child => Relate(field, source.Scope.Join(source, child.ForeignKey, reverse: true), child.ForeignKey.Columns[0]),
        ConnectionField { ForeignKey: { } key } many => new ConnectionPlanner(plan, this).Plan(
            field, type.Name, source.Scope, () => RelatedRows.From(plan, source, many.Relation, key, many.Through)),
        DerivedField derived => Derived(derived, source),
        _ => throw new InvalidOperationException($"{Coordinate(type, field)} has no binding that a row can answer"),
    };

    private RelatedShape Relate(CollectedField field, RowSource joined, Column presence)
    {
        var key = joined.Cell(presence);
        var type = (ObjectType)field.Definition!.Type.Named;
        return new RelatedShape(key, Object(type, plan.Subfields(type, field), joined));
    }

    private ColumnShape Column(ObjectType type, CollectedField field, ColumnField binding, RowSource source)
    {
        var format = PostgresTypes.ChooseFormat(binding.Column.Type, field.Definition!.Type);
        var path = binding.JsonPath
            ? plan.Arguments(field).FirstOrDefault(a => a.Key.Binding is RoleInput { Role: ArgumentRole.Path }).Value
            : null;
        if (path is not null)
        {
            plan.Guards.Nullness(path);
        }

        var cell = path is { IsNull: false } ? AtPath(binding.Column, path, source) : source.Cell(binding.Column, format);
        return new ColumnShape(cell, format.Writer, Coordinate(type, field), field.First.Range);
    }

    /// <summary>The cell with the part of a JSON value at a path. It has the type of the column, json or jsonb.</summary>
    private int AtPath(Column column, ArgumentValue path, RowSource source)
    {
        var steps = plan.Parameter(path, SqlTypes.Path);
        var place = PostgresTypes.Describe(column.Type).RenderPlace?.Invoke(source.Column(column), steps)
            ?? SqlText.Format($"{source.Column(column)} #> {steps}");
        return source.Scope.NewCell(place, column.Type.Effective.Oid);
    }

    private DerivedShape Derived(DerivedField derived, RowSource source) =>
        plan.Options.Derived.TryGetValue(derived.Name, out var write)
            ? new DerivedShape(write, [.. derived.Needs.Select(c => (source.Cell(c), FindReader(c)))])
            : throw new InvalidOperationException($"no writer for the derived field {derived.Name}");

    private static CellReader FindReader(Column column) => PostgresTypes.Describe(column.Type).Read
        ?? throw new InvalidOperationException($"no field can be computed from {column}: {column.Type} is not read as a .NET value");

    public static string Coordinate(ObjectType type, CollectedField field) => $"{type.Name}.{field.First.Name.Value}";
}
