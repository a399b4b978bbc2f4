using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>Refusals of multipart requests, with HotChocolate's codes.</summary>
public static class MultipartErrors
{
    public static RequestRefusedException Unreadable(string why) => Malformed(new("The multipart form could not be read.")
    {
        Code = "HC0033", Extensions = [new("underlyingError", why)],
    });

    public static RequestRefusedException NoOperations() => Malformed(new("No 'operations' specified.") { Code = "HC0034" });

    public static RequestRefusedException Misordered() =>
        Malformed(new("Misordered multipart fields; 'operations' comes first, then 'map', then the files.") { Code = "HC0035" });

    public static RequestRefusedException NoPaths(string key) =>
        Malformed(new($"No object paths specified for key '{Short(key)}' in 'map'.") { Code = "HC0037" });

    public static RequestRefusedException FileMissing(string key) =>
        Malformed(new($"File of key '{Short(key)}' is missing.") { Code = "HC0038" });

    public static RequestRefusedException UnknownPath(string path) =>
        Malformed(new($"Invalid variable path `{Short(path)}` in `map`.") { Code = "HC0041" });

    public static RequestRefusedException NotVariables() =>
        Malformed(new("The variable path must start with `variables`.") { Code = "HC0042" });

    public static RequestRefusedException InvalidMap() =>
        Malformed(new("Invalid JSON in the `map` multipart field; Expected type of Dictionary<string, string[]>.") { Code = "HC0043" });

    public static RequestRefusedException NoMap() => Malformed(new("No `map` specified.") { Code = "HC0044" });

    public static RequestRefusedException NotNull(string key) => Malformed(new(
        $"The file mapped to '{Short(key)}' must be referenced by a null value at its variable location, "
        + "but a non-null value was provided.")
    {
        Code = "HC0115",
    });

    public static RequestRefusedException TooManyFiles(int most) => new(
        ResponseOutcome.TooLarge,
        new GraphQLError($"A request may carry at most {most} files.")
        {
            Code = "JIM_TOO_MANY_FILES",
            Extensions = [new("filesMax", most)],
        });

    public static RequestRefusedException TooManyPlaces(int most) => new(
        ResponseOutcome.TooLarge,
        new GraphQLError($"A map may name at most {most} places.") { Code = "JIM_TOO_MANY_PLACES", Extensions = [new("placesMax", most)] });

    private static RequestRefusedException Malformed(GraphQLError error) => new(ResponseOutcome.Malformed, error);

    private static string Short(string text) => text.Length > 100 ? text[..100] : text;
}
