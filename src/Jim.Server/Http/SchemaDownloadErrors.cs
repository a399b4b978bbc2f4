using Jim.GraphQL.Errors;

namespace Jim.Server.Http;

/// <summary>Refusals of a request for the schema, with HotChocolate's codes.</summary>
public static class SchemaDownloadErrors
{
    public static GraphQLError NotAllowed() => new("The schema may not be read by the current caller.") { Code = "HC0046" };

    public static GraphQLError NoTypes() => new("The specified types argument is empty.") { Code = "HC0058" };

    public static GraphQLError InvalidTypeName(string name) => Named(new("The type name is invalid.") { Code = "HC0059" }, name);

    public static GraphQLError UnknownType(string name) =>
        Named(new($"The type `{Short(name)}` does not exist.") { Code = "HC0060" }, name);

    private static GraphQLError Named(GraphQLError error, string name) => error with { Extensions = [new("typeName", Short(name))] };

    private static string Short(string text) => text.Length > 100 ? text[..100] : text;
}
