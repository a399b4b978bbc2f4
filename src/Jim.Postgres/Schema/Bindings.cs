using Jim.Postgres.Operators;

namespace Jim.Postgres.Schema;

// What each field, argument and type of the generated schema stands for. Jim.Postgres.Schema writes these bindings and
// Jim.Postgres.Planning reads them; nothing else passes between the two. An ObjectType of rows is bound to its Relation, an EnumType to its
// DataType, and an EnumValueDefinition to its label (a string).

/// <summary>What a field of an object type stands for.</summary>
public abstract record FieldBinding;

/// <summary>A column of the row; where <see cref="JsonPath"/> is true, the field has an argument <c>path</c>.</summary>
public sealed record ColumnField(Column Column, bool JsonPath) : FieldBinding;

/// <summary>The row that a foreign key points at: null where the key is null or the caller may not see the row.</summary>
public sealed record ParentField(ForeignKey ForeignKey) : FieldBinding;

/// <summary>The one row at the other side of a unique foreign key, or null.</summary>
public sealed record ChildField(ForeignKey ForeignKey) : FieldBinding;

/// <summary>
/// A connection of rows: of all rows at the root (then it has no key), of the rows that point at a row by a foreign key, or of the rows
/// across a pure join table, whose second key is <see cref="Through"/>.
/// </summary>
public sealed record ConnectionField(Relation Relation, ForeignKey? ForeignKey = null, ForeignKey? Through = null) : FieldBinding;

/// <summary>One row by a unique key; the arguments carry <see cref="ColumnInput"/>s.</summary>
public sealed record ByKeyField(Relation Relation, UniqueKey Key) : FieldBinding;

/// <summary>A member of a connection, edge or page info.</summary>
public sealed record PagingField(PagingMember Member) : FieldBinding;

/// <summary>Every field that a connection, an edge or a page info may have.</summary>
public enum PagingMember
{
    Nodes,
    Edges,
    PageInfo,
    TotalCount,
    EdgeCursor,
    EdgeNode,
    HasNextPage,
    HasPreviousPage,
    StartCursor,
    EndCursor,
}

/// <summary>A value that Jim computes from columns of the row, such as a file's <c>url</c>.</summary>
/// <param name="Name">Which computation.</param>
/// <param name="Needs">The columns whose values it is given, in this order.</param>
public sealed record DerivedField(string Name, ImmutableArray<Column> Needs) : FieldBinding;

/// <summary>A mutation <c>createX</c>, <c>updateX</c> or <c>deleteX</c>, which writes one row in one transaction.</summary>
public sealed record MutationField(MutationKind Kind, Relation Relation) : FieldBinding;

/// <summary>A member of a mutation's payload: <c>errors</c>, or the row, whose member is named as its type.</summary>
public sealed record PayloadField(bool Errors) : FieldBinding;

/// <summary>A member of a typed error: <c>message</c>, <c>code</c>, <c>field</c>, <c>constraint</c>.</summary>
public sealed record ErrorMemberField(string Member) : FieldBinding;

/// <summary>A subscription to the changes of a table's rows.</summary>
public sealed record ChangedField(Relation Relation) : FieldBinding;

/// <summary>A member of a change that every table has.</summary>
public sealed record ChangeMemberField(ChangeMember Member) : FieldBinding;

/// <summary>A column of the changed row's key.</summary>
public sealed record ChangeKeyField(Column Column) : FieldBinding;

/// <summary>The members of a change besides the key.</summary>
public enum ChangeMember
{
    Operation,
    Row,
    Columns,
    Cursor,
}

/// <summary>What an argument or a field of an input object stands for.</summary>
public abstract record InputBinding;

/// <summary>The value of a column: an argument of a key, or a member of the input of a create or an update.</summary>
public sealed record ColumnInput(Column Column) : InputBinding;

/// <summary>A member of an update's input that gives a column of the key another value; the row is found by the old one.</summary>
public sealed record NewKeyInput(Column Column) : InputBinding;

/// <summary>A member of <c>where</c> that filters a column; its type's fields carry <see cref="OperatorInput"/>s.</summary>
public sealed record ColumnFilter(Column Column) : InputBinding;

/// <summary>
/// A member of <c>where</c> that filters by a single related row: the one that the foreign key points at, or with <see cref="Reverse"/>
/// the one that has the key.
/// </summary>
public sealed record ParentFilter(ForeignKey ForeignKey, bool Reverse) : InputBinding;

/// <summary>
/// A member of <c>where</c> that filters by a list of related rows (<c>some</c>, <c>none</c>, <c>all</c>, <c>any</c>).
/// <see cref="Through"/> is the second key of a pure join table between them; null where there is none.
/// </summary>
public sealed record ChildrenFilter(ForeignKey ForeignKey, ForeignKey? Through) : InputBinding;

/// <summary>One operator of a filter input.</summary>
public sealed record OperatorInput(FilterOperator Operator) : InputBinding;

/// <summary>A member of <c>order</c> that sorts by a column.</summary>
public sealed record ColumnOrder(Column Column) : InputBinding;

/// <summary>A member of <c>order</c> that sorts by columns of a related row.</summary>
public sealed record ParentOrder(ForeignKey ForeignKey) : InputBinding;

/// <summary>An argument, or a field of an input object, that has the same meaning wherever it occurs.</summary>
public sealed record RoleInput(ArgumentRole Role) : InputBinding;

/// <summary>What such an argument means: its name in the schema, from <c>first</c> to <c>input</c>.</summary>
public enum ArgumentRole
{
    First,
    After,
    Last,
    Before,
    Where,
    Order,
    Path,
    IfVersion,
    Input,
}
