using System.Text.RegularExpressions;
using Jim.Server.Settings;

namespace Jim.House.Tests.Deploy;

/// <summary><c>./jim secrets</c> makes every secret that docker-compose.yml names, each once and none that is known.</summary>
public sealed partial class SecretsTests
{
    [Fact]
    public async Task Every_secret_of_the_stack_is_made_by_chance_and_kept()
    {
        var folder = Directory.CreateTempSubdirectory("jim-secrets-");
        var target = Path.Combine(folder.FullName, "secrets");
        var (exit, _, errors) = await ShellCommand.RunAsync("./jim", ["secrets", target]);
        Assert.True(exit == 0, errors);
        var made = Read(target);
        await ShellCommand.RunAsync("./jim", ["secrets", target]);

        Assert.Equal(made, Read(target));
        Assert.Equal(Named("docker-compose.yml"), made.Keys.Order());
        Assert.Equal(Read(Path.Combine(Repository.Root, "deploy/development.secrets")).Keys.Order(), made.Keys.Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(target).UnixFileMode);
        Assert.All(made.Values, secret => Assert.False(PublishedSecrets.Contains(secret), secret));
        Assert.Equal(made.Count, made.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(made["gateway_password"], made["database_url"], StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Read(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(
            file => Path.GetFileName(file), file => File.ReadAllText(file).Trim(), StringComparer.Ordinal);

    private static IOrderedEnumerable<string> Named(string file) =>
        Secret().Matches(Repository.Read(file)).Select(m => m.Groups[1].Value).Order();

    [GeneratedRegex(@"^  (\w+): \{file: ", RegexOptions.Multiline)]
    private static partial Regex Secret();
}
