using System.Text;

namespace Jim.Conformance;

/// <summary>Types as cases write them: names of the schema, and the five built-in scalars whether the schema uses them or not.</summary>
public static class TypeText
{
    public static GraphQLType Parse(Schema schema, string text) => Of(schema, Parser.ParseType(Encoding.UTF8.GetBytes(text)));

    private static GraphQLType Of(Schema schema, TypeNode node) => node switch
    {
        ListTypeNode list => new ListType(Of(schema, list.ItemType)),
        NonNullTypeNode nonNull => new NonNullType(Of(schema, nonNull.NullableType)),
        NamedTypeNode named => schema.TryGetType(named.Name.Value, out var type) ? type
            : Scalars.TryGet(named.Name.Value, out var scalar) ? scalar
            : throw new InvalidOperationException($"no type {named.Name}"),
        _ => throw new InvalidOperationException(),
    };
}
