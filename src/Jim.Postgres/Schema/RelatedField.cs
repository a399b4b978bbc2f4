namespace Jim.Postgres.Schema;

/// <summary>
/// A field that leads from one row type to another. The object type, the filter and the order each have a member of its name.
/// </summary>
/// <param name="Kind">How the two are related.</param>
/// <param name="Target">The type that the field leads to.</param>
/// <param name="ForeignKey">The key that relates them; with a join table, the one from there to the type that has the field.</param>
/// <param name="Through">The join table's key to the target; null where no join table is between.</param>
/// <param name="VisibleTo">The roles that may follow the field.</param>
internal sealed record RelatedField(
    RelatedKind Kind, RowType Target, ForeignKey ForeignKey, ForeignKey? Through, RoleMask VisibleTo)
{
    public string Name { get; init; } = string.Empty;
}

/// <summary>How two row types are related.</summary>
internal enum RelatedKind
{
    /// <summary>The one row that a foreign key points at.</summary>
    Parent,

    /// <summary>The one row that points at this one by a unique foreign key.</summary>
    Child,

    /// <summary>The rows that point at this one.</summary>
    Children,

    /// <summary>The rows that a pure join table connects with this one.</summary>
    AcrossJoin,
}
