using Jim.Postgres.Changes;
using Jim.Postgres.Types;

namespace Jim.Postgres.Planning;

/// <summary>
/// One place of a plan where rows of a relation are read, and what is known of them: values that a column must have for a row to matter
/// there. A change of a row that had none of them, neither before nor after, does not change what is read.
/// </summary>
internal sealed class RowRead(Relation relation)
{
    private readonly List<ReadPin> _pins = [];
    private readonly List<(Column Column, RowRead Other, Column OfOther)> _pairs = [];

    public Relation Relation { get; } = relation;

    /// <summary>The first value that limits the rows, one of a key before others; null: any row may matter.</summary>
    public ReadPin? FindPin() => FindPins()
        .OrderByDescending(pin => Relation.Key is { Columns: [var only] } && only == pin.Column)
        .FirstOrDefault();

    /// <summary>Rows with another value in the column do not matter: a condition says so, which others are joined to by AND.</summary>
    public void Pin(Column column, SqlParameter value)
    {
        if (IsTold(Relation, column))
        {
            _pins.Add(new ReadPin(Relation, column, value));
        }
    }

    /// <summary>Only such rows matter as have in a column what rows of another read, which it belongs to, have in one of theirs.</summary>
    public void Follow(Column column, RowRead other, Column ofOther)
    {
        if (IsTold(Relation, column) && IsTold(other.Relation, ofOther)
            && PostgresTypes.Describe(column.Type).Scope == PostgresTypes.Describe(ofOther.Type).Scope)
        {
            _pairs.Add((column, other, ofOther));
        }
    }

    private IEnumerable<ReadPin> FindPins() => _pins.Concat(_pairs.SelectMany(pair => pair.Other.FindPins()
        .Where(pin => pin.Column == pair.OfOther)
        .Select(pin => new ReadPin(Relation, pair.Column, pin.Value))));

    /// <summary>
    /// The change log tells values of the column (<c>jim.scope_columns</c>), and equal ones by the same hash: no collation takes different
    /// texts for equal, and no type is compared as another one.
    /// </summary>
    internal static bool IsTold(Relation relation, Column column) => !column.FoldsText
        && (relation.Key?.Columns.Contains(column) == true || relation.ForeignKeys.Any(key => key.Columns.Contains(column)))
        && PostgresTypes.Describe(column.Type) is
        {
            Scope: not null, Equality: EqualityForm.InType, PatternsAsText: false, ComparedAs: null, Underlying: null,
        };
}

/// <summary>Only rows that have this value in the column matter where a plan reads the relation.</summary>
public sealed record ReadPin(Relation Relation, Column Column, SqlParameter Value)
{
    /// <summary>The numbers of the columns that a pin of the relation may name.</summary>
    public static IReadOnlyList<short> FindColumns(Relation relation) =>
        [.. relation.Columns.Where(column => RowRead.IsTold(relation, column)).Select(column => column.Number)];

    /// <summary>The value in a run with these variables; null: it is not known how the change log would tell it.</summary>
    public ScopeValue? Find(RunValues values)
    {
        try
        {
            var given = Value.Source.Read(values);
            return given is not null && Value.Type.Send is not null && ScopeValue.Compute(Value.Type.Encode(given)) is { } hash
                ? new ScopeValue(Relation.Oid, Column.Number, hash)
                : null;
        }
        catch (Exception e) when (e is GraphQL.Errors.GraphQLException or OverflowException or InvalidCastException or FormatException)
        {
            return null;
        }
    }
}
