using Jim.GraphQL.Errors;

namespace Jim.Postgres.Shapes;

/// <summary>Errors of a single value of an answer, found while its rows are written as JSON. They hold no stored value.</summary>
public static class ShapeErrors
{
    /// <summary>A field of a non-null type has no value (GraphQL spec 6.4.4).</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError NullForNonNull(string coordinate) =>
        new("Cannot return null for non-nullable field.") { Code = "HC0018", Extensions = [new("coordinate", coordinate)] };

    /// <summary>The field's GraphQL type cannot hold the stored value, such as NaN in a Float.</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError InvalidLeaf(string coordinate) =>
        new("The stored value cannot be represented by the field's type.")
        {
            Code = "EXEC_INVALID_LEAF_VALUE",
            Extensions = [new("coordinate", coordinate)],
        };

    /// <summary>A row has no cursor, because another one is equal to it in the order.</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError NoTotalOrder(string coordinate) => new(
        "Two rows or more are alike in everything that they are ordered by, so no cursor can stand between them. Order by columns in which "
        + "they differ, or name such columns by `@key` in the comment on the table or view.")
    {
        Code = "JIM_NO_TOTAL_ORDER", Extensions = [new("coordinate", coordinate)],
    };

    /// <summary>A row has no cursor, because what it is ordered by is longer than a cursor may be.</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError CursorTooLarge(string coordinate) => new(
        "The values that the row is ordered by are too long for a cursor. Order by columns with shorter values.")
    {
        Code = "JIM_CURSOR_TOO_LARGE", Extensions = [new("coordinate", coordinate)],
    };

    /// <summary>Several rows have the key by which one was asked for.</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError AmbiguousKey(string coordinate) => new("More than one row has this key.")
    {
        Code = "JIM_AMBIGUOUS_KEY", Extensions = [new("coordinate", coordinate)],
    };
}
