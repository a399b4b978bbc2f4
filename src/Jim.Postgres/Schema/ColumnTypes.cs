using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>Builds the GraphQL types of columns, with the scalars of HotChocolate 16.</summary>
internal sealed class ColumnTypes(Enums enums)
{
    /// <summary>
    /// The type as a nullable one. Items of arrays are nullable too, because Postgres cannot forbid null inside an array.
    /// </summary>
    public TypeReference Build(DataType type) => type.Effective switch
    {
        // GraphQL has no enums without values.
        { Kind: DataTypeKind.Enum, Labels.IsEmpty: false } e => enums.GetOrAdd(e),
        { Kind: DataTypeKind.Array, Element: not null } array => BuildItem(array).List(),
        var t => PostgresTypes.Describe(t).Scalar ?? Scalars.String,
    };

    /// <summary>The nullable type of an array's items.</summary>
    public TypeReference BuildItem(DataType array) => array.Effective.Element is { } element && element.Effective.Kind != DataTypeKind.Array
        ? Build(element)
        : Scalars.String;

    /// <summary>
    /// The type of the column's field: non-null where the column is. JSON is always nullable, because the field has an argument
    /// <c>path</c>, and nothing may be at that path; so are types of whose values the scalar cannot hold every one.
    /// </summary>
    public TypeReference BuildOutput(Column column) =>
        column.NotNull && PostgresTypes.Describe(column.Type) is { HasPaths: false, HasValuesWithoutForm: false }
            ? Build(column.Type).NonNull()
            : Build(column.Type);
}
