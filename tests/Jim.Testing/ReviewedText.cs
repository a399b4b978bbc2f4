using System.Runtime.CompilerServices;
using Xunit;

namespace Jim.Testing;

/// <summary>
/// Text that a reviewer has seen: compared with a file beside the test. <c>UPDATE_SNAPSHOTS=1</c> writes the files anew (never with
/// <c>CI=true</c>); the diff is then what is reviewed.
/// </summary>
public static class ReviewedText
{
    /// <param name="name">The file's name, in the folder <c>Snapshots</c> beside the calling test.</param>
    public static void Matches(string name, string actual, [CallerFilePath] string test = "") =>
        MatchesFile(Path.Combine(FolderOf(test), "Snapshots", name), actual);

    /// <param name="path">The whole path, for tests whose cases lie in folders of their own.</param>
    public static void MatchesFile(string path, string actual)
    {
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"{path} does not exist: run with UPDATE_SNAPSHOTS=1 and review it");
        var expected = File.ReadAllText(path);
        if (expected != text)
        {
            Assert.Fail(
                $"{Difference(expected.Split('\n'), text.Split('\n'))}\nin {path}; if that is right: UPDATE_SNAPSHOTS=1, and review "
                    + "the diff");
        }
    }

    // A deterministic build tells paths as /_/tests/…
    private static string FolderOf(string test)
    {
        var at = test.IndexOf("/tests/", StringComparison.Ordinal);
        return Path.GetDirectoryName(File.Exists(test) || at < 0 ? test : Repository.PathOf(test[(at + 1)..]))!;
    }

    private static string Difference(string[] expected, string[] actual)
    {
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        return $"line {line + 1}: expected '{At(expected, line)}', got '{At(actual, line)}'";
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(end)";
}
