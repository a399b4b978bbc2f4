using System.Text;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Limits;
using Jim.Postgres.Schema;
using Jim.Postgres.Types;

namespace Jim.Postgres.Planning.Paging;

/// <summary>
/// The total order of a connection's rows: the columns that <c>order</c> names, then those of the key, so that no two rows are equal in it.
/// </summary>
internal sealed class RowOrder
{
    /// <summary>Which values of a cursor are null is kept in the 64 bits of one number (<see cref="PlanGuards.Cursor"/>).</summary>
    private const int TermsMax = 60;

    /// <summary>How many columns one order may have, as an entry of the documented list of limits.</summary>
    public static Limit Limit => Limit.Fixed("Most columns of an order.", TermsMax, "`JIM_ORDER_TERMS`");

    private RowOrder(ImmutableArray<OrderTerm> terms, string relation)
    {
        Terms = terms;
        Reader = new CursorReader(Hash(relation, terms), [.. terms.Select(t => PostgresTypes.Describe(t.Column.Type).Cursor)]);
    }

    public ImmutableArray<OrderTerm> Terms { get; }

    /// <summary>Reads this order's cursors.</summary>
    public CursorReader Reader { get; }

    public static RowOrder Plan(PlanContext plan, RowSource source, ArgumentValue? order)
    {
        var terms = new List<OrderTerm>();
        if (order is not null)
        {
            plan.Guards.Nullness(order);
            if (order.Value is object?[] { Length: > TermsMax })
            {
                throw PlanErrors.TooManyOrderTerms(TermsMax);
            }

            plan.Guards.Length(order);
            foreach (var item in order.Items)
            {
                Add(plan, terms, source, item, string.Empty);
            }
        }

        foreach (var column in source.Relation.Key?.Columns ?? [])
        {
            AddOnce(terms, new OrderTerm(source, column, false, column.Name));
        }

        return new RowOrder([.. terms.Take(TermsMax)], source.Relation.ToString());
    }

    public SqlText Text(bool backward) =>
        SqlText.Join(RowScope.Comma, Terms.Select(t => (backward ? t.Reversed() : t).Text()));

    private static void Add(PlanContext plan, List<OrderTerm> terms, RowSource source, ArgumentValue members, string prefix)
    {
        plan.Guards.Members(members);
        foreach (var (member, value) in members.Fields)
        {
            plan.Guards.Nullness(value);
            if (value.IsNull)
            {
                throw PlanErrors.OrderNull(member, members.Type.Named.Name);
            }

            switch (member.Binding)
            {
                case ColumnOrder { Column: var column }:
                    plan.Guards.Same(value);
                    AddOnce(terms, new OrderTerm(source, column, ((EnumValueDefinition)value.Value!).Name == "DESC", prefix + column.Name));
                    break;
                case ParentOrder { ForeignKey: var key }:
                    Add(plan, terms, source.Scope.Join(source, key, reverse: false), value, $"{prefix}{key.Name}.");
                    break;
                default:
                    throw new InvalidOperationException($"order member {member.Name} has no binding");
            }
        }
    }

    /// <summary>Leaves out a column that is in the order already: rows that reach it the second time have the same value there.</summary>
    private static void AddOnce(List<OrderTerm> terms, OrderTerm term)
    {
        if (!terms.Exists(t => ReferenceEquals(t.Source, term.Source) && t.Column == term.Column))
        {
            terms.Add(term);
        }
    }

    /// <summary>
    /// The number by which a cursor is recognised as one of this order (FNV-1a). Unlike <see cref="string.GetHashCode()"/> it is the same
    /// in every process, so a cursor is still valid after a restart and on another node.
    /// </summary>
    private static uint Hash(string relation, ImmutableArray<OrderTerm> terms)
    {
        var text = relation + string.Concat(terms.Select(t => $"\n{t.Name} {(t.Descending ? '-' : '+')}"));
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash;
    }
}
