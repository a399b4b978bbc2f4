using System.Reflection;

namespace Jim.Data;

/// <summary>The SQL files of this assembly, by path: <c>Migrations/Platform/Change.sql</c>.</summary>
internal static class EmbeddedSql
{
    public static string Read(string path)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{path} is not embedded in Jim.Data");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
