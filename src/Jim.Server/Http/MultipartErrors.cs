using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>Refusals of multipart requests, with HotChocolate's codes.</summary>
public static class MultipartErrors
{
    public static RequestRefusedException Unreadable(string why) => new(
        ErrorTable.FormUnreadable.Create("The multipart form could not be read.", ("underlyingError", why)));

    public static RequestRefusedException NoOperations() => new(ErrorTable.OperationsMissing.Create("No 'operations' specified."));

    public static RequestRefusedException Misordered() => new(ErrorTable.PartsMisordered.Create(
        "Misordered multipart fields; 'operations' comes first, then 'map', then the files."));

    public static RequestRefusedException NoPaths(string key) =>
        new(ErrorTable.PathsMissing.Create($"No object paths specified for key '{Short(key)}' in 'map'."));

    public static RequestRefusedException FileMissing(string key) =>
        new(ErrorTable.FileMissing.Create($"File of key '{Short(key)}' is missing."));

    public static RequestRefusedException UnknownPath(string path) =>
        new(ErrorTable.PathUnknown.Create($"Invalid variable path `{Short(path)}` in `map`."));

    public static RequestRefusedException NotVariables() =>
        new(ErrorTable.PathOutsideVariables.Create("The variable path must start with `variables`."));

    public static RequestRefusedException InvalidMap() => new(ErrorTable.MapInvalid.Create(
        "Invalid JSON in the `map` multipart field; Expected type of Dictionary<string, string[]>."));

    public static RequestRefusedException NoMap() => new(ErrorTable.MapMissing.Create("No `map` specified."));

    public static RequestRefusedException NotNull(string key) => new(ErrorTable.PlaceNotNull.Create(
        $"The file mapped to '{Short(key)}' must be referenced by a null value at its variable location, "
        + "but a non-null value was provided."));

    public static RequestRefusedException TooManyFiles(int most) => new(
        ErrorTable.FilesExceeded.Create($"A request may carry at most {most} files.", ("filesMax", most)));

    public static RequestRefusedException TooManyPlaces(int most) => new(
        ErrorTable.PlacesExceeded.Create($"A map may name at most {most} places.", ("placesMax", most)));

    private static string Short(string text) => text.Length > 100 ? text[..100] : text;
}
