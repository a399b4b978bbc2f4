namespace Jim.Postgres;

/// <summary>Reads the <c>.sql</c> files that are embedded in the assembly.</summary>
internal static class EmbeddedQueries
{
    /// <param name="path">Below the project's folder, as <c>Catalog/catalog.sql</c>.</param>
    public static string Read(string path)
    {
        using var stream = typeof(EmbeddedQueries).Assembly.GetManifestResourceStream(path)
            ?? throw new ArgumentException($"{path} is not embedded", nameof(path));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
