using Jim.GraphQL.Inputs;
using Jim.Postgres.Schema;
using Jim.Postgres.Types;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>The row that a mutation writes: the values that the input gives for its columns, and its key as SQL.</summary>
internal sealed class WrittenRow
{
    private readonly PlanContext _plan;

    public WrittenRow(PlanContext plan, MutationField binding, ArgumentValue input)
    {
        _plan = plan;
        Kind = WriteKind.Find(binding.Kind);
        Relation = binding.Relation;
        plan.Guards.Members(input);
        var given = new List<(Column, ArgumentValue)>();
        var newKey = new List<(Column, ArgumentValue)>();
        foreach (var (member, value) in input.Fields)
        {
            plan.Guards.Nullness(value);
            if (member.Binding is ColumnInput { Column: var column })
            {
                given.Add((column, value));
            }
            else if (member.Binding is NewKeyInput { Column: var part })
            {
                newKey.Add((part, value));
            }
            else if (member.Binding is RoleInput { Role: ArgumentRole.IfVersion } && !value.IsNull)
            {
                IfVersion = value;
            }
        }

        Given = [.. given];
        NewKey = [.. newKey];
        Key = [.. Relation.Key!.Columns.Select(KeyPart)];
    }

    /// <summary>What is done to the row.</summary>
    public WriteKind Kind { get; }

    public Relation Relation { get; }

    /// <summary>The columns that the input sets, with their values, in the order of the input.</summary>
    public ImmutableArray<(Column Column, ArgumentValue Value)> Given { get; }

    /// <summary>The columns of the key that an update gives other values.</summary>
    public ImmutableArray<(Column Column, ArgumentValue Value)> NewKey { get; }

    /// <summary>What an update assigns: not the columns by which it finds the row.</summary>
    public IEnumerable<(Column Column, ArgumentValue Value)> Assigned =>
        Given.Where(g => !Kind.FindsRow || !Relation.Key!.Columns.Contains(g.Column)).Concat(NewKey);

    public ArgumentValue? IfVersion { get; }

    /// <summary>The column that counts the row's changes; null where there is none or the role may not read it.</summary>
    public Column? VersionColumn => Relation.Column("version") is { } column
        && PostgresTypes.Describe(column.Type).Scalar == Scalars.Long
        && _plan.View.Sees(column.Select) ? column : null;

    /// <summary>True when the role may read rows of the relation. A role that may only insert gets nothing back of what it wrote.</summary>
    public bool IsReadable => Relation.IsReadable(_plan.View);

    /// <summary>
    /// For a row that is not read after the write: the condition that the written columns still have their types. For other rows the
    /// statement that reads them has this condition, for all columns that it reads. Null: there is nothing to compare.
    /// </summary>
    public SqlText? Guard => IsReadable || Given.IsEmpty ? null : ColumnUse.RenderGuard([.. WrittenColumns]);

    /// <summary>The columns that the input gives, whose values are sent as the types that the schema knows.</summary>
    public IEnumerable<ColumnUse> WrittenColumns => Given.Select(g => new ColumnUse(Relation, g.Column));

    /// <summary>
    /// The key's values as SQL: parameters, or for columns that Postgres makes the settings in which the insert stores them.
    /// </summary>
    public ImmutableArray<SqlText> Key { get; }

    /// <summary>The key that Jim makes for this row, and its column; null: it makes none.</summary>
    public (Column Column, SqlText Value)? MadeKey { get; private set; }

    /// <summary>The key after the write, which differs from <see cref="Key"/> where an update changes it.</summary>
    public ImmutableArray<SqlText> KeyAfter =>
        IsMoved ? [.. Relation.Key!.Columns.Select(ReadTold)] : GivenKeyAfter;

    /// <summary>The columns that triggers may give other values than the input does.</summary>
    public ImmutableArray<Column> SetByTriggers => Kind.MovesKey ? Relation.SetByUpdateTriggers : Relation.SetByInsertTriggers;

    /// <summary>
    /// True when a trigger may give the updated row another key than the input says: the update then stores it in settings of the
    /// transaction.
    /// </summary>
    public bool IsMoved =>
        Kind.MovesKey && IsReadable && Assigned.Any() && (IsView || Relation.Key!.Columns.Any(Relation.SetByUpdateTriggers.Contains));

    /// <summary>How many key values Jim makes itself for this row: 0 or 1.</summary>
    public int Generated { get; private set; }

    /// <summary>True when Postgres has a part in the key: the insert then stores it in settings of the transaction.</summary>
    public bool KeyIsTold { get; private set; }

    /// <summary>Of a key that is told: what the input says of each part, null where it says nothing. Else empty.</summary>
    public ImmutableArray<SqlText?> ToldKey =>
        KeyIsTold ? [.. Relation.Key!.Columns.Select(FindOwn)] : IsMoved ? [.. GivenKeyAfter] : [];

    /// <summary>What is written is rows of its tables, whose triggers Jim does not look at.</summary>
    private bool IsView => Relation.Kind == RelationKind.View;

    private ImmutableArray<SqlText> GivenKeyAfter => NewKey.IsEmpty
        ? Key
        : [.. Relation.Key!.Columns.Zip(Key, (column, old) => FindNewKey(column) is { } value ? Stored(column, value) : old)];

    public SqlParameter Parameter((Column Column, ArgumentValue Value) given) =>
        _plan.Parameter(given.Value, PostgresTypes.Describe(given.Column.Type).Sent);

    /// <summary>A value as it will be in the column, whose type may round or cut it.</summary>
    public SqlText Stored(Column column, ArgumentValue value) => PostgresTypes.FindStored(column) is { } stored
        ? SqlText.Format($"{Parameter((column, value))}::{SqlText.TypeName(stored)}")
        : SqlText.Format($"{Parameter((column, value))}");

    /// <summary>
    /// Keeps a part of the key that Postgres made, a text, in a setting of the transaction. The equals sign before it tells an empty text
    /// from none at all; null is none.
    /// </summary>
    public static SqlText KeepKey(int part, SqlText value) => SqlText.Format($"set_config('{Setting(part)}', '=' || {value}, true)");

    /// <summary>True when Jim makes the value of the column itself: the UUID key of a new row, where the client gives none.</summary>
    public bool IsGenerated(Column column) =>
        Kind.MakesKey && Relation.Key!.Columns is [var only] && only == column && PostgresTypes.Describe(column.Type).IsMadeForKeys
        && _plan.View.Sees(column.Insert) && FindValue(column) is null;

    public ArgumentValue? FindValue(Column column) =>
        Given.FirstOrDefault(g => g.Column == column) is { Value: { IsNull: false } value } ? value : null;

    /// <summary>What a column of this row will hold, as SQL; null where the input does not say.</summary>
    public SqlText? FindOwn(Column column) =>
        FindValueAfter(column) is { } value ? Stored(column, value)
        : MadeKey is { } made && made.Column == column ? made.Value
        : null;

    /// <summary>The value that the input gives for a column after the write; null where it gives none.</summary>
    public ArgumentValue? FindValueAfter(Column column) => FindNewKey(column) ?? FindValue(column);

    /// <summary>A SELECT of this row by the key that it has before the write.</summary>
    public RowScope Scope() => Find(Key, Kind.FindsDeleted);

    /// <summary>
    /// A SELECT of this row by the key that it has after the write. A trigger may have put a new row into a table that inherits from the
    /// one it was to be in.
    /// </summary>
    public RowScope ScopeAfter() => Find(KeyAfter, includeDeleted: false, own: !(Kind.MakesKey && Relation.HasChildren));

    private ArgumentValue? FindNewKey(Column column) =>
        NewKey.FirstOrDefault(g => g.Column == column) is { Value: { IsNull: false } value } ? value : null;

    /// <param name="key">Its key.</param>
    /// <param name="includeDeleted">Also where it was deleted softly.</param>
    /// <param name="own">
    /// False: keys hold for each table alone, so that of several rows with this key the one just written is meant.
    /// </param>
    private RowScope Find(ImmutableArray<SqlText> key, bool includeDeleted, bool own = true)
    {
        var scope = new RowScope(_plan, Relation, includeDeleted, own)
        {
            WrittenFirst = Relation.Key!.Deferrable || !own,
            IsOneOfSeveral = Relation.Key.Declared,
        };
        var conditions = Relation.Key!.Columns.Zip(
            key, (column, value) => PostgresTypes.Describe(column.Type).RenderKeyEquality(scope.Root.Column(column), value));
        scope.Where(SqlText.Join(RowScope.And, conditions));
        return scope;
    }

    private SqlText KeyPart(Column column, int index)
    {
        if (IsGenerated(column))
        {
            var made = _plan.Parameter(new GeneratedSource(Generated++), PostgresTypes.Describe(column.Type).Sent);
            MadeKey = (column, SqlText.Format($"{made}"));
        }

        // A trigger may change what is inserted (to lower case, say), as may those of the table that it is routed to: only Postgres knows
        // then what the key has become.
        var isSettled = !Kind.MakesKey || !IsReadable
            || !(SetByTriggers.Contains(column) || IsView || (Relation.HasChildren && Relation.HasWritingTriggers));
        if (isSettled && FindValue(column) is { } value)
        {
            return Kind.MakesKey ? Stored(column, value) : SqlText.Format($"{Parameter((column, value))}");
        }

        if (isSettled && MadeKey is { } key)
        {
            return key.Value;
        }

        if (!IsReadable)
        {
            return SqlText.Format($"null::{SqlText.TypeName(PostgresTypes.Describe(column.Type).Sent)}");
        }

        KeyIsTold = true;
        return ReadTold(column, index);
    }

    /// <summary>A part of the key that the write has told.</summary>
    private static SqlText ReadTold(Column column, int index)
    {
        var type = SqlText.TypeName(PostgresTypes.Describe(column.Type).Sent);
        return SqlText.Format($"substr(nullif(current_setting('{Setting(index + 1)}', true), ''), 2)::{type}");
    }

    /// <summary>The name of the setting that holds a key column which Postgres made.</summary>
    /// <param name="part">The column's place in the key, from 1.</param>
    private static SqlText Setting(int part) => SqlText.Format($"jim.key{SqlText.Number(part)}");
}
