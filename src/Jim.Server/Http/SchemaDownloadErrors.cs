using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>Refusals of a request for the schema, with HotChocolate's codes.</summary>
public static class SchemaDownloadErrors
{
    public static RequestError NotAllowed() =>
        ErrorTable.SchemaForbidden.Create("The schema may not be read by the current caller.");

    public static RequestError NoTypes() => ErrorTable.TypesMissing.Create("The specified types argument is empty.");

    public static RequestError InvalidTypeName(string name) =>
        ErrorTable.TypeNameInvalid.Create("The type name is invalid.", ("typeName", Short(name)));

    public static RequestError UnknownType(string name) =>
        ErrorTable.TypeUnknown.Create($"The type `{Short(name)}` does not exist.", ("typeName", Short(name)));

    private static string Short(string text) => text.Length > 100 ? text[..100] : text;
}
