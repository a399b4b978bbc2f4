namespace Jim.GraphQL.Types;

/// <summary>
/// What can be wrong with a type system document when a schema is made from it. These errors reach the author of the schema and no client,
/// so they have no codes.
/// </summary>
internal static class SchemaErrors
{
    public static GraphQLError NotDefined(string name, NameNode place) => new($"Unknown type \"{name}\".{At(place)}");

    public static GraphQLError DefinedTwice(string name, NameNode? place) =>
        new($"The name \"{name}\" is defined more than once.{At(place)}");

    public static GraphQLError WrongKind(string name, NameNode place) =>
        new($"The type \"{name}\" is not of the kind that is needed here.{At(place)}");

    private static string At(NameNode? place) => place is null ? "" : $" (byte {place.Range.Start})";
}
