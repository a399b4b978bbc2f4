namespace Jim.Server.Settings;

/// <summary>
/// Looks for misspelt settings in the environment. Other than in <c>.env</c>, a variable that begins with <c>JIM_</c> may there belong to
/// something else: to Jim's scripts and containers, to its tests, or to Kubernetes, which names the services of its cluster.
/// </summary>
public static class EnvironmentNames
{
    private const string Prefix = "JIM_";

    /// <summary>A name is taken for a misspelling of a setting where so many letters are changed, added or missing.</summary>
    private const int SlipsMax = 2;

    /// <summary>The variables of scripts and containers, and the beginnings of those of tests.</summary>
    private static readonly string[] others =
    [
        "JIM_BACKCHANNEL_URL", "JIM_BACKUP_AT", "JIM_BACKUP_KEEP", "JIM_CONFIGURATION", "JIM_DEFINITIONS", "JIM_DEFINITIONS_OUT",
        "JIM_ENGINE", "JIM_FAULTS",
        "JIM_GATEWAY_PASSWORD", "JIM_GATEWAY_PASSWORD_FILE", "JIM_IMAGE", "JIM_INSTALL", "JIM_OWNER_PASSWORD", "JIM_OWNER_PASSWORD_FILE",
        "JIM_PORT", "JIM_RUN_MARK", "JIM_SECRETS", "JIM_SHARED", "JIM_SPOOL_ADDRESS", "JIM_SPOOL_PATH", "JIM_TLS_PORT", "JIM_VERSION",
    ];

    private static readonly string[] prefixesOfOthers = ["JIM_TEST_", "JIM_FUZZ_", "JIM_KILL_", "JIM_SERVICE_", "JIM_PORT_"];

    /// <summary>
    /// Those of the names that begin with <c>JIM_</c> and are nobody's: no setting, and none of another part of Jim. Throws
    /// <see cref="SettingsException"/> where one of them is close to the name of a setting.
    /// </summary>
    public static IReadOnlyList<string> FindUnknown(IEnumerable<string> names)
    {
        var unknown = names.Where(IsUnknown).Order(StringComparer.Ordinal).ToList();
        foreach (var name in unknown)
        {
            var nearest = SettingCatalog.FindNearest(name);
            if (SettingCatalog.MeasureDistance(name.ToUpperInvariant(), nearest) <= SlipsMax)
            {
                throw new SettingsException($"The environment has an unknown setting {name}. Did you mean {nearest}?");
            }
        }

        return unknown;
    }

    private static bool IsUnknown(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && !SettingCatalog.IsKnown(name)
        && !others.Contains(name, StringComparer.Ordinal)
        && !prefixesOfOthers.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
