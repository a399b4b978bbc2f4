using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>A field that leads from one row type to another; object type, filter and order each show it in their way.</summary>
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
