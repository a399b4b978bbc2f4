using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// Makes the statements of the transaction of one mutation field. Pure: it uses no connection and no clock, and the same arguments give
/// the same plan.
/// </summary>
public sealed class MutationPlanner(PlanOptions options)
{
    /// <summary>
    /// Plans a root field that is bound to a <see cref="MutationField"/>. Throws <see cref="GraphQLException"/> where an argument of the
    /// payload's selection is refused.
    /// </summary>
    public MutationPlan Plan(
        Operation operation, CollectedField rootField, VariableValues variables, ErrorHandling handling = ErrorHandling.Propagate)
    {
        var binding = (MutationField)rootField.Definition!.Binding!;
        var plan = new PlanContext(operation, variables, options);
        var input = plan.Arguments(rootField).First(a => a.Key.Binding is RoleInput { Role: ArgumentRole.Input }).Value;
        var row = new WrittenRow(plan, binding, input);
        var type = (ObjectType)rootField.Definition.Type.Named;
        var payload = plan.Subfields(type, rootField);
        var names = new MutationNames((InputObjectType)input.Type.Named, FindErrors(type));
        var (inWrite, beforeCommit) = References.Find(plan, row, names);
        var write = row.Kind.Render(plan, row, inWrite);
        plan.TakeUses();
        var (before, after) = (row.Kind.ShowsRowBefore ? new RootScope(plan) : null, AfterScope(plan, row));
        List<ColumnUse> ofAfter = row.IsReadable ? [.. plan.TakeUses(), .. row.WrittenColumns] : [];
        var members = payload.Select(field => Member(plan, row, before ?? after, type, field)).ToImmutableArray();
        Guard(before ?? after, before is null ? ofAfter.Union(plan.TakeUses()) : plan.TakeUses());
        Guard(after, before is null ? [] : ofAfter.Distinct());
        return new MutationPlan
        {
            ResponseName = rootField.ResponseName,
            FindsRow = row.Kind.FindsRow,
            Relation = binding.Relation,
            References = inWrite.Checks,
            ShowsRowBefore = row.Kind.ShowsRowBefore,
            Before = before is null || members.All(m => m.Row is null) ? null : Read(before),
            Write = write?.Certain.ToStatement(),
            PlanSecondTry = Defer(row, inWrite, write),
            KeyIsTold = row.KeyIsTold,
            LateChecks = beforeCommit.Statement,
            LateDemand = beforeCommit.Demand,
            LateReferences = beforeCommit.Checks,
            Settle = binding.Relation.HasDeferredTriggers ? SqlText.Format($"set constraints all immediate").ToStatement() : null,
            After = Read(after),
            IfVersion = row.IfVersion is { } version ? plan.CreateSource(version) : null,
            Payload = members,
            GeneratedKeys = row.Generated,
            Names = names,
            Operation = operation,
            ErrorHandling = handling,
            PayloadType = type,
            Range = rootField.First.Range,
        };
    }

    private static SqlStatement Read(RootScope scope) => scope.Text().ToStatement();

    /// <summary>
    /// Few fields need a second try, so its texts are written when one does. Holds nothing of the request but its values.
    /// </summary>
    private static Func<SecondTry> Defer(WrittenRow row, References references, WriteForms? write)
    {
        var (relation, ruleEvent, toldKey, keyIsTold) = (row.Relation, row.Kind.RuleEvent, row.ToldKey, row.KeyIsTold);
        return () => new(
            references.Statement, WriteEffects.Forget(toldKey), write?.Plain.ToStatement(), WriteEffects.Measure(relation, ruleEvent),
            keyIsTold ? WriteEffects.TellKey(relation) : null);
    }

    private static UnionType? FindErrors(ObjectType payload) =>
        payload.Fields.FirstOrDefault(f => f.Binding is PayloadField { Errors: true })?.Type.Named as UnionType;

    private static RootScope AfterScope(PlanContext plan, WrittenRow row)
    {
        var scope = new RootScope(plan);
        scope.Scope.NewCell(SqlText.Format($"pg_current_xact_id_if_assigned()::text"));
        scope.Scope.NewCell(row.IsReadable ? Seen(row) : SqlText.Format($"null::int8"));
        foreach (var key in row.KeyAfter)
        {
            scope.Scope.NewCell(SqlText.Format($"({key})::text"));
        }

        return scope;
    }

    /// <summary>Lets the statement fail, and with it the transaction, where a column has another type than the plan knows.</summary>
    private static void Guard(RootScope scope, IEnumerable<ColumnUse> columns)
    {
        if (columns.ToList() is { Count: > 0 } used)
        {
            scope.Scope.NewCell(ColumnUse.RenderGuard(used));
        }
    }

    private static SqlText Seen(WrittenRow row)
    {
        // By the old key, also where an update changes it: the cell says why a row was not written, and then the row is where it was. A row
        // of the new key may be another one.
        var seen = row.Kind.MakesKey ? row.ScopeAfter() : row.Scope();
        var version = row.VersionColumn is { } column ? seen.Root.Column(column) : SqlText.Format($"1::int8");
        return SqlText.Format($"(select {version} {seen.FromWhere()})");
    }

    private static PayloadMember Member(PlanContext plan, WrittenRow row, RootScope scope, ObjectType type, CollectedField field)
    {
        if (field.Definition?.Binding is not PayloadField { Errors: false })
        {
            return new PayloadMember(field, null);
        }

        var rows = new RowPlanner(plan);
        var rowType = (ObjectType)field.Definition.Type.Named;
        var shape = rows.Single(scope.Scope, row.ScopeAfter(), rowType, plan.Subfields(rowType, field));
        return new PayloadMember(field, RowPlanner.Field(type, field, shape));
    }
}
