using System.Collections.Immutable;
using Jim.Postgres.Catalog;
using Jim.Postgres.Operators;

namespace Jim.Postgres.Schema;

// What each field, argument and type of the generated schema stands for: the schema room writes these, the planning room reads them, and
// nothing else passes between the two. Types: an ObjectType of rows has its Relation as binding, an EnumType its DataType, an
// EnumValueDefinition its label (string).

/// <summary>Binding of a field.</summary>
public abstract record FieldBinding;

/// <summary>A column of the row. <see cref="JsonPath"/>: it has a <c>path</c> argument.</summary>
public sealed record ColumnField(Column Column, bool JsonPath) : FieldBinding;

/// <summary>The parent row of a foreign key: null where the key is null or the row is out of sight.</summary>
public sealed record ParentField(ForeignKey ForeignKey) : FieldBinding;

/// <summary>The one row at the other side of a unique foreign key, or null.</summary>
public sealed record ChildField(ForeignKey ForeignKey) : FieldBinding;

/// <summary>
/// A connection of rows: at the root (no key), the many side of a foreign key, or across a pure join table (<see cref="Through"/> points
/// on).
/// </summary>
public sealed record ConnectionField(Relation Relation, ForeignKey? ForeignKey = null, ForeignKey? Through = null) : FieldBinding;

/// <summary>One row by a unique key; the arguments carry <see cref="ColumnInput"/>s.</summary>
public sealed record ByKeyField(Relation Relation, UniqueKey Key) : FieldBinding;

/// <summary>A member of a connection, edge or page info.</summary>
public sealed record PagingField(PagingMember Member) : FieldBinding;

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

/// <summary>A value that the gateway makes from columns of the row (a file's <c>url</c>).</summary>
public sealed record DerivedField(string Name, ImmutableArray<Column> Needs) : FieldBinding;

/// <summary><c>createX</c>, <c>updateX</c>, <c>deleteX</c>: one row, one transaction.</summary>
public sealed record MutationField(MutationKind Kind, Relation Relation) : FieldBinding;

/// <summary>A member of a mutation's payload: the row (named as its type) or <c>errors</c>.</summary>
public sealed record PayloadField(bool Errors) : FieldBinding;

/// <summary>A member of a typed error: <c>message</c>, <c>code</c>, <c>field</c>, <c>constraint</c>.</summary>
public sealed record ErrorMemberField(string Member) : FieldBinding;

/// <summary>Binding of an argument or input field.</summary>
public abstract record InputBinding;

/// <summary>A column's value: a key argument, a member of a create or update input.</summary>
public sealed record ColumnInput(Column Column) : InputBinding;

/// <summary><c>where</c> member that filters a column; its type's fields carry <see cref="OperatorInput"/>s.</summary>
public sealed record ColumnFilter(Column Column) : InputBinding;

/// <summary><c>where</c> member of a parent (or single child) row.</summary>
public sealed record ParentFilter(ForeignKey ForeignKey, bool Reverse) : InputBinding;

/// <summary><c>where</c> member of a list of related rows (<c>some</c>, <c>none</c>, <c>all</c>, <c>any</c>).</summary>
public sealed record ChildrenFilter(ForeignKey ForeignKey, ForeignKey? Through) : InputBinding;

/// <summary>One operator of a filter input.</summary>
public sealed record OperatorInput(FilterOperator Operator) : InputBinding;

/// <summary><c>order</c> member.</summary>
public sealed record ColumnOrder(Column Column) : InputBinding;

/// <summary><c>order</c> member of a parent row.</summary>
public sealed record ParentOrder(ForeignKey ForeignKey) : InputBinding;

/// <summary>One of first, after, last, before, where, order, path, ifVersion, input.</summary>
public sealed record RoleInput(ArgumentRole Role) : InputBinding;

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
