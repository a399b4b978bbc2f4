namespace Jim.Server.Settings;

/// <summary>
/// Reads a <c>.env</c> file: <c>NAME=value</c> lines, <c>#</c> comments, optional quotes. A variable of the process wins over the file.
/// </summary>
public static class EnvironmentFile
{
    /// <summary>
    /// The file's settings by name; none where the file does not exist.
    /// Throws <see cref="SettingsException"/> on an unknown name or a bad line.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return values;
        }

        foreach (var (line, number) in File.ReadLines(path).Select((l, i) => (l.Trim(), i + 1)))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new SettingsException($"{path} line {number} is not NAME=value.");
            }

            var name = line[..equals].Trim();
            values[name] = SettingCatalog.IsKnown(name)
                ? Unquote(line[(equals + 1)..].Trim())
                : throw new SettingsException(
                    $"{path} line {number}: unknown setting {name}. Did you mean {SettingCatalog.FindNearest(name)}?");
        }

        return values;
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
