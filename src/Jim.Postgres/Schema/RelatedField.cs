using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>A field that leads from one row type to another; the object type, the filter and the order each have a member for it.</summary>
internal sealed record RelatedField(
    RelatedKind Kind, RowType Target, ForeignKey ForeignKey, ForeignKey? Through, RoleMask VisibleTo)
{
    public string Name { get; init; } = string.Empty;
}

internal enum RelatedKind
{
    Parent,
    Child,
    Children,
    AcrossJoin,
}
