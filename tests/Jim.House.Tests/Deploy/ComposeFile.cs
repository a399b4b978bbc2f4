using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Jim.House.Tests.Deploy;

/// <summary>What the tests ask of a compose file, as <c>docker-compose config</c> prints it.</summary>
internal sealed class ComposeFile
{
    private static readonly IDeserializer deserializer =
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build();

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public static ComposeFile Parse(string text) => deserializer.Deserialize<ComposeFile>(text);
}

/// <summary>One service. What it does not have is null or empty.</summary>
internal sealed class ComposeService
{
    public string? Image { get; set; }

    public Dictionary<string, string?> Environment { get; set; } = [];

    /// <summary>Each is a name, or a mapping with <c>source</c> and <c>target</c>.</summary>
    public List<object> Secrets { get; set; } = [];

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public bool ReadOnly { get; set; }

    public string? MemLimit { get; set; }

    public ComposeLogging? Logging { get; set; }

    public Dictionary<string, object?> Networks { get; set; } = [];

    public List<object> Ports { get; set; } = [];

    public object? Healthcheck { get; set; }

    public object? Deploy { get; set; }

    /// <summary>The names of the files under <c>/run/secrets</c>.</summary>
    public IEnumerable<string> SecretNames => Secrets.Select(secret =>
        secret is Dictionary<object, object> mapping ? (string)(mapping.GetValueOrDefault("target") ?? mapping["source"]) : (string)secret);
}

/// <summary>Where a service's log goes.</summary>
internal sealed class ComposeLogging
{
    public Dictionary<string, string> Options { get; set; } = [];
}
