using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>A dump of somebody's database, as <c>pg_dump</c> makes it: for <c>pg_restore</c>, or SQL for <c>psql</c>.</summary>
public static partial class SchemaDump
{
    private static readonly string[] endings = [".dump", ".backup", ".tar", ".sql"];

    /// <summary>Names of the dumps in a folder.</summary>
    public static IEnumerable<string> FindAll(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Where(f => endings.Contains(Path.GetExtension(f)))
            .Select(Path.GetFileName).OfType<string>().Order()
        : [];

    /// <summary>
    /// Restores a dump as superuser, as far as this cluster can: without owners and rights, which are those of the dump's own cluster, and
    /// without what needs an extension that is not installed. False: the dump can't be read at all.
    /// </summary>
    /// <param name="told">Receives what was refused, line by line.</param>
    public static async Task<bool> RestoreAsync(TestDatabase database, string file, Action<string> told)
    {
        var url = database.UrlFor("postgres");
        if (!IsText(file))
        {
            var (code, said) = await RunAsync("pg_restore", ["--no-owner", "--no-privileges", "-d", url, file], TextReader.Null);
            said.ForEach(told);
            return code is 0 or 1 && !said.Exists(line => Unreadable().IsMatch(line));
        }

        using var sql = new StringReader(string.Join('\n', KeepOwn(File.ReadLines(file))));
        (await RunAsync("psql", ["-X", "-q", "-o", "/dev/null", url], sql)).Said.ForEach(told);
        return true;
    }

    /// <summary>
    /// The lines that concern the one database: a dump made with <c>--create</c>, or of a whole cluster, would connect to others, create
    /// and drop them, and change roles.
    /// </summary>
    public static IEnumerable<string> KeepOwn(IEnumerable<string> lines)
    {
        var inData = false;
        foreach (var line in lines)
        {
            inData = inData ? line != "\\." : CopyBegins().IsMatch(line);
            if (inData || !OfCluster().IsMatch(line))
            {
                yield return line;
            }
        }
    }

    /// <summary>The custom format begins with PGDMP; a tar has zeros in its header.</summary>
    private static bool IsText(string file)
    {
        using var stream = File.OpenRead(file);
        var head = new byte[512];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return !head.AsSpan(0, length).StartsWith("PGDMP"u8) && !head.AsSpan(0, length).Contains((byte)0);
    }

    private static async Task<(int Code, List<string> Said)> RunAsync(string program, string[] arguments, TextReader input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true, RedirectStandardInput = true, StandardInputEncoding = new UTF8Encoding(false),
        })!;
        var said = process.StandardError.ReadToEndAsync();
        while (await input.ReadLineAsync() is { } line)
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, [.. (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    [GeneratedRegex("unsupported version|not appear to be a valid archive|could not (open|read)|unexpected end of file")]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"^COPY .* FROM stdin;$")]
    private static partial Regex CopyBegins();

    [GeneratedRegex(
        @"^(\\c(onnect)?\s|\\(un)?restrict\s|(CREATE|DROP|ALTER) (DATABASE|ROLE|USER|TABLESPACE)\s|GRANT \S+ TO \S+ (GRANTED|WITH))")]
    private static partial Regex OfCluster();
}
