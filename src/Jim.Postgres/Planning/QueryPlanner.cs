using Jim.GraphQL.Errors;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Types;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// Makes one SQL statement of the fields of a query. Pure: it uses no connection and no clock, and the same arguments give the same plan.
/// </summary>
public sealed class QueryPlanner(PlanOptions options)
{
    public PlanOptions Options { get; } = options;

    /// <summary>
    /// Plans the given root fields, which must be bound to the database (<see cref="FieldBinding"/>). A field whose arguments are refused
    /// gets its errors in the plan; the others run.
    /// </summary>
    public QueryPlan Plan(Operation operation, IReadOnlyList<CollectedField> rootFields, VariableValues variables)
    {
        var plan = new PlanContext(operation, variables, Options);
        GuardVariables(plan);
        var root = new RootScope(plan);
        var roots = rootFields.Select(field => PlanRoot(plan, root, operation.RootType, field)).ToImmutableArray();
        return Complete(plan, root, roots);
    }

    /// <summary>
    /// Plans the selection of one row, found by the values of its key, for a field whose row Jim chooses itself (<c>me.user</c>). Throws
    /// <see cref="GraphQLException"/> where an argument of the selection is refused.
    /// </summary>
    public QueryPlan PlanRow(
        Operation operation, CollectedField field, Relation relation, IReadOnlyList<object?> key, VariableValues variables)
    {
        var plan = new PlanContext(operation, variables, Options);
        GuardVariables(plan);
        plan.Path.Push(field.ResponseName);
        var root = new RootScope(plan);
        var values = relation.Key!.Columns.Zip(key, (column, value) =>
        {
            var source = new ConstantSource(value, -1 - relation.Key.Columns.IndexOf(column));
            return (column, plan.Parameter(source, PostgresTypes.Describe(column.Type).Sent));
        });
        var type = (ObjectType)field.Definition!.Type.Named;
        var shape = KeyedRow.Plan(plan, new RowPlanner(plan), root.Scope, relation, relation.Key, [.. values], type, field);
        return Complete(plan, root, [new RootPlan(field.ResponseName, RowPlanner.Field(type, field, shape), null)]);
    }

    /// <summary>
    /// Plans a subscription to the changes of a table's rows, whose root field is bound to a <see cref="ChangedField"/>. Throws
    /// <see cref="GraphQLException"/> where an argument is refused.
    /// </summary>
    public ChangePlan PlanChanges(Operation operation, CollectedField field, VariableValues variables) =>
        ChangePlanner.Plan(new PlanContext(operation, variables, Options), field);

    private static QueryPlan Complete(PlanContext plan, RootScope root, ImmutableArray<RootPlan> roots)
    {
        foreach (var cast in plan.Casts)
        {
            root.Scope.NewCell(cast.TypedNull, cast.Column.Type.Oid);
        }

        return new QueryPlan
        {
            Statement = roots.Any(r => r.Field is not null) ? root.Text().ToStatement() : null,
            Types = root.Scope.Types,
            Roots = roots,
            Guards = plan.Guards,
            Reads = [.. plan.Reads],
            Pins = [.. plan.Pins],
            Columns = [.. plan.TakeUses()],
            Source = plan.Operation.Document.Source,
        };
    }

    private static RootPlan PlanRoot(PlanContext plan, RootScope root, ObjectType rootType, CollectedField field)
    {
        plan.Path.Clear();
        plan.Path.Push(field.ResponseName);
        try
        {
            var rows = new RowPlanner(plan);
            return new RootPlan(field.ResponseName, RowPlanner.Field(rootType, field, PlanField(plan, rows, root, rootType, field)), null);
        }
        catch (GraphQLException refused)
        {
            return new RootPlan(field.ResponseName, null, [.. refused.Errors.Select(e => Located(plan, field, e))]);
        }
    }

    private static Shape<WireRow> PlanField(PlanContext plan, RowPlanner rows, RootScope root, ObjectType rootType, CollectedField field)
    {
        switch (field.Definition!.Binding)
        {
            case ConnectionField { ForeignKey: null } connection:
                return new ConnectionPlanner(plan, rows).Plan(
                    field, rootType.Name, root.Scope, () => new RowScope(plan, connection.Relation));
            case ByKeyField byKey:
                var values = plan.Arguments(field).Select(a =>
                {
                    var column = ((ColumnInput)a.Key.Binding!).Column;
                    return (column, plan.Parameter(a.Value, PostgresTypes.Describe(column.Type).Sent));
                });
                return KeyedRow.Plan(plan, rows, root.Scope, byKey.Relation, byKey.Key, [.. values], rootType, field);
            default:
                throw new InvalidOperationException($"{rootType.Name}.{field.Definition.Name} is not a field of the database");
        }
    }

    private static GraphQLError Located(PlanContext plan, CollectedField field, GraphQLError error) => error with
    {
        Path = [.. plan.Path.Reverse()],
        Locations = error.Locations.IsDefaultOrEmpty
            ? [plan.Operation.Document.Source.Locate(field.First.Range.Start)]
            : error.Locations,
    };

    /// <summary>
    /// A plan depends on the variables in directives, which decide what is selected, and on which nullable variables are given, since an
    /// argument whose variable is not given counts as not given.
    /// </summary>
    private static void GuardVariables(PlanContext plan)
    {
        foreach (var variable in DirectiveVariables.Collect(plan.Operation))
        {
            plan.Guards.SameVariable(variable, plan.Variables);
        }

        foreach (var definition in plan.Operation.Definition.Variables)
        {
            if (definition.DefaultValue is null && definition.Type is not NonNullTypeNode)
            {
                plan.Guards.Given(definition.Variable.Name, plan.Variables);
            }
        }
    }
}
