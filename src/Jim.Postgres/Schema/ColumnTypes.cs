using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>Types of columns as GraphQL types (scalar profile of HotChocolate v16).</summary>
internal sealed class ColumnTypes(Enums enums)
{
    /// <summary>The scalar of a type of <c>pg_catalog</c>, by <c>typname</c>; null: the value goes as its text form, as String.</summary>
    public static ScalarType? ScalarOf(DataType type) => (type.Schema, type.Name) switch
    {
        (_, "citext") => Scalars.String,
        (not "pg_catalog", _) => null,
        (_, "text" or "varchar" or "bpchar" or "name" or "char") => Scalars.String,
        (_, "uuid") => Scalars.Uuid,
        (_, "bool") => Scalars.Boolean,
        (_, "int2") => Scalars.Short,
        (_, "int4") => Scalars.Int,
        (_, "int8") => Scalars.Long,
        (_, "float4" or "float8") => Scalars.Float,
        (_, "numeric") => Scalars.Decimal,
        // A timestamp without zone is told as UTC, as HotChocolate tells a DateTime of unspecified kind.
        (_, "timestamptz" or "timestamp") => Scalars.DateTime,
        (_, "date") => Scalars.LocalDate,
        (_, "time") => Scalars.LocalTime,
        (_, "interval") => Scalars.Duration,
        (_, "bytea") => Scalars.Base64String,
        (_, "jsonb" or "json") => Scalars.Any,
        _ => null,
    };

    public static bool IsJson(DataType type) => type.Effective is { Schema: "pg_catalog", Name: "jsonb" or "json" };

    /// <summary>True where the column's values have an order that a client can name; text forms and JSON have none.</summary>
    public static bool IsSortable(DataType type) =>
        type.Effective is var t
            && (t.Kind == DataTypeKind.Enum || (ScalarOf(t) is not null && !IsJson(t) && t.Kind == DataTypeKind.Scalar));

    /// <summary>Without regard to nullability. Array elements are nullable: Postgres cannot forbid null inside an array.</summary>
    public GraphQLType Of(DataType type) => type.Effective switch
    {
        { Kind: DataTypeKind.Enum } e => enums.Of(e),
        { Kind: DataTypeKind.Array, Element: { } element } => Leaf(element).List(),
        var t => ScalarOf(t) ?? Scalars.String,
    };

    private GraphQLType Leaf(DataType element) =>
        element.Effective is { Kind: DataTypeKind.Array } ? Scalars.String : Of(element);

    /// <summary>As a field of the row: JSON is nullable always, as a path may lead nowhere.</summary>
    public GraphQLType Output(Column column) => column.NotNull && !IsJson(column.Type) ? Of(column.Type).NonNull() : Of(column.Type);
}
