using Jim.GraphQL.Errors;

namespace Jim.Postgres.Shapes;

/// <summary>Errors of a single value of an answer, found while its rows are written as JSON. They hold no stored value.</summary>
public static class ShapeErrors
{
    /// <summary>A field of a non-null type has no value (GraphQL spec 6.4.4).</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError NullForNonNull(string coordinate) =>
        new("Cannot return null for non-nullable field.") { Code = "HC0018", Extensions = [new("coordinate", coordinate)] };

    /// <summary>The field's GraphQL type cannot hold the stored value, such as an infinite date.</summary>
    /// <param name="coordinate"><c>Type.field</c>.</param>
    public static GraphQLError InvalidLeaf(string coordinate) =>
        new("The stored value cannot be represented by the field's type.")
        {
            Code = "EXEC_INVALID_LEAF_VALUE",
            Extensions = [new("coordinate", coordinate)],
        };
}
