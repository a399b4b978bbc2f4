using System.Text;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Limits;
using Jim.Postgres.Schema;
using Jim.Postgres.Types;

namespace Jim.Postgres.Planning.Paging;

/// <summary>
/// The total order of a connection's rows: the columns that <c>order</c> names, then those of the key, so that no two rows are equal in it.
/// Where no key tells all rows apart, all columns that can be sorted by follow, and a digest of all columns: only rows that are alike in
/// everything that the caller may read are equal in it.
/// </summary>
internal sealed class RowOrder
{
    /// <summary>
    /// Which values of a cursor are null is kept in the 128 bits of one number (<see cref="PlanGuards.Cursor"/>): these, the columns of a
    /// key, at most 32, and a digest.
    /// </summary>
    private const int TermsMax = 60;

    /// <summary>How many columns one order may have, as an entry of the documented list of limits.</summary>
    public static Limit Limit => Limit.Fixed("Most columns of an order.", TermsMax, "`JIM_ORDER_TERMS`");

    private RowOrder(ImmutableArray<OrderTerm> terms, string relation)
    {
        Terms = terms;
        Reader = new CursorReader(Hash(relation, terms), [.. terms.Select(t => t.Format with { IsNullable = t.Nullable })]);
    }

    public ImmutableArray<OrderTerm> Terms { get; }

    /// <summary>Postgres guarantees that no two rows are equal in the order. Otherwise a page must look for such rows.</summary>
    public required bool IsGuaranteed { get; init; }

    /// <summary>The order begins with what the client named or with a key; false: Jim has made it of all columns.</summary>
    public required bool IsNatural { get; init; }

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

        var key = FindKey(plan, source.Relation);
        foreach (var column in key?.Columns ?? [])
        {
            AddOnce(terms, OrderTerm.FromColumn(source, column, descending: false));
        }

        var isNatural = terms.Count > 0;
        var isTotal = key?.TellsRowsApart(source.Relation) == true;
        if (!isTotal)
        {
            AddAllColumns(plan, terms, source);
        }

        return new RowOrder([.. terms], source.Relation.ToString())
        {
            IsGuaranteed = isTotal && key!.IsUniqueAmongVisible(source.Relation),
            IsNatural = isNatural,
        };
    }

    public SqlText Text(bool backward) =>
        SqlText.Join(RowScope.Comma, Terms.Select(t => (backward ? t.Reversed() : t).Text()));

    /// <summary>
    /// The key that tells rows apart; where there is none, the one that tells most of them apart: all but those with a null in it, or of
    /// different tables of one INHERITS. Null: there is no key that the caller may read.
    /// </summary>
    private static UniqueKey? FindKey(PlanContext plan, Relation relation)
    {
        var keys = relation.UniqueKeys.Where(k => k.CoversVisible(relation) && k.Columns.All(c => plan.View.Sees(c.Select))).ToList();
        return relation.Key is { } key && key.TellsRowsApart(relation)
            ? key
            : keys.Find(k => k.TellsRowsApart(relation)) ?? relation.Key ?? keys.FirstOrDefault();
    }

    /// <summary>
    /// Columns that are not shown to clients are in the digest only, since a cursor can be read by whoever has it. So are long values, and
    /// those of types that a client cannot sort by.
    /// </summary>
    private static void AddAllColumns(PlanContext plan, List<OrderTerm> terms, RowSource source)
    {
        var readable = source.Relation.Columns.Where(c => plan.View.Sees(c.Select)).ToList();
        foreach (var column in readable.Where(c => terms.Count < TermsMax && !Steering.Omits(c.Tags, "read")))
        {
            var type = PostgresTypes.Describe(column.Type);
            if (type.IsSortable && type.Scalar != Scalars.Base64String)
            {
                AddOnce(terms, type.Scalar == Scalars.String
                    ? OrderTerm.FromPrefix(source, column)
                    : OrderTerm.FromColumn(source, column, descending: false));
            }
        }

        terms.Add(OrderTerm.FromDigest(source, readable));
    }

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
                    AddOnce(terms, OrderTerm.FromColumn(source, column, ((EnumValueDefinition)value.Value!).Name == "DESC", prefix));
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
    /// in every process, so a cursor is still valid after a restart and on another node. It is another one once a column has another type,
    /// because the bytes of the cursor mean something else then.
    /// </summary>
    private static uint Hash(string relation, ImmutableArray<OrderTerm> terms)
    {
        var text = relation + string.Concat(terms.Select(t => $"\n{t.Name} {t.ValueType} {(t.Descending ? '-' : '+')}"));
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash;
    }
}
