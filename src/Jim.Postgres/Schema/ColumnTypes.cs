using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>Types of columns as GraphQL types, with the scalars of HotChocolate 16.</summary>
internal sealed class ColumnTypes(Enums enums)
{
    /// <summary>Without regard to nullability. Array elements are nullable: Postgres cannot forbid null inside an array.</summary>
    public TypeReference Build(DataType type) => type.Effective switch
    {
        { Kind: DataTypeKind.Enum } e => enums.Of(e),
        { Kind: DataTypeKind.Array, Element: not null } array => BuildItem(array).List(),
        var t => PostgresTypes.Describe(t).Scalar ?? Scalars.String,
    };

    /// <summary>What an array holds.</summary>
    public TypeReference BuildItem(DataType array) => array.Effective.Element is { } element && element.Effective.Kind != DataTypeKind.Array
        ? Build(element)
        : Scalars.String;

    /// <summary>As a field of the row: JSON is nullable always, as a path may lead nowhere.</summary>
    public TypeReference BuildOutput(Column column) =>
        column.NotNull && !PostgresTypes.Describe(column.Type).HasPaths ? Build(column.Type).NonNull() : Build(column.Type);
}
