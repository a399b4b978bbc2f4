using System.Globalization;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Planning.Filters;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Types;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>Plans a subscription to the changes of a table's rows. Pure, as <see cref="QueryPlanner"/>.</summary>
internal sealed class ChangePlanner
{
    private readonly PlanContext _plan;
    private readonly RowPlanner _rows;
    private readonly Relation _relation;
    private readonly UniqueKey _key;
    private readonly CollectedField _field;
    private readonly ArgumentValue? _where;

    /// <summary>The cells of one key that is looked for; its FROM is <see cref="_given"/>.</summary>
    private readonly RowScope _event;

    private readonly SqlText _given;

    private ChangePlanner(PlanContext plan, CollectedField field, Relation relation)
    {
        (_plan, _rows, _relation, _key, _field) = (plan, new RowPlanner(plan), relation, relation.Key!, field);
        _where = plan.Arguments(field).FirstOrDefault(a => a.Key.Binding is RoleInput { Role: ArgumentRole.Where }).Value;
        (_event, _given) = (new RowScope(plan), plan.NewAlias());
    }

    /// <summary>Throws <see cref="GraphQL.Errors.GraphQLException"/> where an argument is refused.</summary>
    public static ChangePlan Plan(PlanContext plan, CollectedField field)
    {
        plan.Path.Push(field.ResponseName);
        return new ChangePlanner(plan, field, ((ChangedField)field.Definition!.Binding!).Relation).Plan();
    }

    private ChangePlan Plan()
    {
        var keys = PlanKeys();
        var filterReads = _plan.Reads.ToImmutableArray();
        var filterColumns = _plan.TakeUses().Where(use => use.Relation == _relation).Select(use => use.Column)
            .Where(column => !_key.Columns.Contains(column));
        foreach (var i in Enumerable.Range(0, _key.Columns.Length))
        {
            _event.NewCell(SqlText.Format($"{KeyValue(i)}::text"));
        }

        int? presence = null;
        var type = (ObjectType)_field.Definition!.Type.Named;
        var members = _plan.Subfields(type, _field).Select(member => PlanMember(type, member, ref presence)).ToImmutableArray();
        presence ??= _event.NewCell(SqlText.Format($"(select true {Find().FromWhere()})"));
        int? undeleted = _relation.SoftDelete
            ? _event.NewCell(SqlText.Format($"exists (select {Find(includeDeleted: true).FromWhere()})"))
            : null;
        var names = Named((ObjectType)FindRowType(type));
        return new ChangePlan
        {
            Relation = _relation,
            ResponseName = _field.ResponseName,
            Keys = keys.ToStatement(),
            Rows = Rows().ToStatement(),
            RowTypes = _event.Types,
            PresenceCell = presence.Value,
            UndeletedCell = undeleted,
            Members = members,
            FilterReads = filterReads,
            FiltersByOthers = _where is { IsNull: false } && AsksForOthers(_where),
            FilterColumns = filterColumns.Aggregate(0L, (mask, column) => mask | Bit(column)),
            ReadableColumns = names.Aggregate(0L, (mask, named) => mask | Bit(named.Column)),
            FieldNames = names.Where(named => named.Column.Number <= 63)
                .ToImmutableDictionary(named => named.Column.Number - 1, named => named.Name),
            Source = _plan.Operation.Document.Source,
        };
    }

    /// <summary>The bit of a column in the log: those after the 63rd have no bit of their own.</summary>
    private static long Bit(Column column) => column.Number > 63 ? -1 : 1L << (column.Number - 1);

    /// <summary>The keys of all rows that the subscriber has.</summary>
    private SqlText PlanKeys()
    {
        var scope = new RowScope(_plan, _relation);
        var cells = SqlText.Join(RowScope.Comma, _key.Columns.Select(c => SqlText.Format($"{scope.Root.Column(c)}::text")));
        scope.Where(RowFilter.Plan(_plan, scope.Root, _where));
        return SqlText.Format(
            $"select array_send(array(select row({cells}) {scope.FromWhere()} limit {SqlText.Number(ChangePlan.KeysMax + 1)}))");
    }

    /// <summary>For each key that is looked for the cells of its event.</summary>
    private SqlText Rows()
    {
        var given = SqlText.Join(RowScope.Comma, _key.Columns.Select((_, i) =>
            SqlText.Format($"{new SqlParameter(new KeyTextsSource(i), SqlTypes.KeyTexts)}")));
        var columns = SqlText.Join(RowScope.Comma, _key.Columns.Select((_, i) => SqlText.Format($"{Name(i)}")));
        return SqlText.Format(
            $"select array_send(array(select {_event.Row()} from unnest({given}) with ordinality {_given} ({columns}, n) order by n))");
    }

    private ChangePlanMember PlanMember(ObjectType type, CollectedField member, ref int? presence)
    {
        if (member.IsTypeName)
        {
            var name = RowPlanner.Field(type, member, RowPlanner.Constant<WireRow>(type, member));
            return new ChangePlanMember(member.ResponseName, null, name, OfReset: true);
        }

        _plan.Path.Push(member.ResponseName);
        try
        {
            switch (member.Definition!.Binding)
            {
                case ChangeMemberField { Member: ChangeMember.Row }:
                    var rowType = (ObjectType)member.Definition.Type.Named;
                    presence ??= _event.Cells.Count;
                    var row = _rows.Single(_event, Find(), rowType, _plan.Subfields(rowType, member));
                    return new ChangePlanMember(member.ResponseName, ChangeMember.Row, RowPlanner.Field(type, member, row));
                case ChangeMemberField { Member: var own }:
                    return new ChangePlanMember(member.ResponseName, own, null);
                case ChangeKeyField { Column: var column }:
                    var format = PostgresTypes.ChooseFormat(column.Type, member.Definition.Type);
                    var value = KeyValue(_key.Columns.IndexOf(column));
                    var cell = _event.NewCell(format.AsText ? SqlText.Format($"{value}::text") : value);
                    var coordinate = RowPlanner.Coordinate(type, member);
                    var shape = new ColumnShape(cell, format.Writer, coordinate, member.First.Range);
                    return new ChangePlanMember(member.ResponseName, null, RowPlanner.Field(type, member, shape));
                default:
                    throw new InvalidOperationException($"{RowPlanner.Coordinate(type, member)} is no member of a change");
            }
        }
        finally
        {
            _plan.Path.Pop();
        }
    }

    /// <summary>The row of the key, where the subscriber has it.</summary>
    private RowScope Find(bool includeDeleted = false)
    {
        var scope = new RowScope(_plan, _relation, includeDeleted);
        for (var i = 0; i < _key.Columns.Length; i++)
        {
            var column = _key.Columns[i];
            scope.Where(PostgresTypes.Describe(column.Type).RenderKeyEquality(scope.Root.Column(column), KeyValue(i)));
        }

        scope.Where(RowFilter.Plan(_plan, scope.Root, _where));
        return scope;
    }

    /// <summary>A value of the key that is looked for, in the column's type: the log has its text.</summary>
    private SqlText KeyValue(int i)
    {
        var type = _key.Columns[i].Type;
        return SqlText.Format($"{_given}.{Name(i)}::{new Identifier(type.Schema)}.{new Identifier(type.Name)}");
    }

    private static Identifier Name(int i) => new(string.Create(CultureInfo.InvariantCulture, $"k{i}"));

    private static NamedType FindRowType(ObjectType change) =>
        change.Fields.First(f => f.Binding is ChangeMemberField { Member: ChangeMember.Row }).Type.Named;

    /// <summary>The columns that the subscriber's role may read, and their fields.</summary>
    private List<(Column Column, string Name)> Named(ObjectType row) =>
    [
        .. row.Fields.Where(f => f.Binding is ColumnField && _plan.View.Sees(f.VisibleTo))
            .Select(f => (((ColumnField)f.Binding!).Column, f.Name)),
    ];

    private static bool AsksForOthers(ArgumentValue value) =>
        value.Items.Any(AsksForOthers)
        || value.Fields.Any(f => f.Key.Binding is ParentFilter or ChildrenFilter || AsksForOthers(f.Value));
}
