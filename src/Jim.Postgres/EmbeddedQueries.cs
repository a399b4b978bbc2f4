namespace Jim.Postgres;

/// <summary>Reads the <c>.sql</c> files that are embedded in the assembly.</summary>
internal static class EmbeddedQueries
{
    /// <summary>The text of a file. Throws <see cref="ArgumentException"/> where it is not embedded.</summary>
    /// <param name="path">The file's path in the project's folder: <c>Catalog/catalog.sql</c>.</param>
    public static string Read(string path)
    {
        using var stream = typeof(EmbeddedQueries).Assembly.GetManifestResourceStream(path)
            ?? throw new ArgumentException($"{path} is not embedded", nameof(path));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
