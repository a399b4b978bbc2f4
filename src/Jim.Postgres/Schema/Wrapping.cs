using Jim.GraphQL.Types;

namespace Jim.Postgres.Schema;

/// <summary>Types as written: <c>Scalars.String.NonNull().List()</c> is <c>[String!]</c>.</summary>
internal static class Wrapping
{
    public static NonNullType NonNull(this GraphQLType type) => new(type);

    public static ListType List(this GraphQLType type) => new(type);

    public static InputValueDefinition Input(string name, GraphQLType type, InputBinding? binding = null, string? description = null) =>
        new(name, type) { Binding = binding, Description = description };
}
