using System.Text;

namespace Jim.Server.Settings;

/// <summary>
/// Where the value of a setting comes from: the environment or, where it is not set there or empty, the <c>.env</c> file. A secret may
/// stand in a file of its own instead, which <c>NAME_FILE</c> names, as containers mount secrets (<c>/run/secrets/database_url</c>).
/// </summary>
/// <param name="environment">The variables that are set, by name.</param>
/// <param name="envFile">What the <c>.env</c> file sets, by name.</param>
public sealed class SettingSources(IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string> envFile)
{
    /// <summary>A secret is an address or a key; a larger file is none.</summary>
    private const int BytesMax = 64 << 10;

    /// <summary>
    /// The value, which is never empty; null: not set. Throws <see cref="SettingsException"/> where both the value and its file are set,
    /// and where the file cannot be read, is empty or is no text of one line.
    /// </summary>
    public string? Find(Setting setting) => Find(environment, setting) ?? Find(envFile, setting);

    /// <summary>The value of any variable of the environment, or of the file that its <c>NAME_FILE</c> names; null: not set.</summary>
    /// <param name="isKey">True: a private key, which has several lines.</param>
    public string? FindSecret(string name, bool isKey = false) =>
        Find(environment, Setting.Text(name, null, string.Empty, (s, _) => s) with { Secret = true }, isKey);

    private static string? Find(IReadOnlyDictionary<string, string> source, Setting setting, bool isKey = false)
    {
        var value = source.GetValueOrDefault(setting.Name) is { Length: > 0 } text ? text : null;
        if (setting.FileName is not { } fileName || source.GetValueOrDefault(fileName) is not { Length: > 0 } path)
        {
            return value;
        }

        return value is null
            ? ReadSecret(fileName, path, isKey)
            : throw new SettingsException($"{setting.Name} and {fileName} are both set: keep one of them.");
    }

    /// <summary>A line break at the end is no part of the secret: editors and <c>echo</c> write one.</summary>
    private static string ReadSecret(string fileName, string path, bool isKey)
    {
        string text;
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[BytesMax + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            text = length > BytesMax
                ? throw new SettingsException($"{fileName}: the file {path} is too large for a secret.")
                : Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SettingsException($"{fileName}: there is no file {path}.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new SettingsException(
                $"{fileName}: the file {path} cannot be read. The user that runs Jim ({Environment.UserName}) must be allowed to.");
        }

        return text switch
        {
            "" => throw new SettingsException($"{fileName}: the file {path} is empty."),
            _ when !isKey && text.Contains('\n', StringComparison.Ordinal) =>
                throw new SettingsException($"{fileName}: the file {path} has more than one line."),
            _ => text,
        };
    }
}
