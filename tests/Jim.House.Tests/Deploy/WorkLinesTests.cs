namespace Jim.House.Tests.Deploy;

/// <summary>What the scripts say of work that takes a while: a turning sign for people, a line for logs, nothing where that was asked
/// for.</summary>
public sealed class WorkLinesTests
{
    private const string Scripts = "root=$PWD; . deploy/local/processes.sh; end_properly; ";

    [Fact]
    public async Task A_log_gets_one_line()
    {
        var (exit, output, errors) = await ShellCommand.RunAsync("bash", ["-euc", $"{Scripts}begin_work 'making it'; end_work"]);
        Assert.Equal((0, string.Empty, "making it\n"), (exit, output, errors));
    }

    [Fact]
    public async Task A_terminal_gets_a_sign_that_turns_until_the_work_is_done()
    {
        // The work waits until the sign was drawn, which the terminal's recording shows.
        var record = Path.Combine(Path.GetTempPath(), $"jim-work-{Guid.NewGuid():N}");
        const string Work = "begin_work 'making it'; until grep -q '| making it, ' $RECORD; do sleep 0.05; done; end_work";
        try
        {
            var (exit, output, errors) = await ShellCommand.RunAsync(
                "script", ["-qefc", "bash -euc \"$WORK\"", record],
                new Dictionary<string, string> { ["TERM"] = "xterm", ["RECORD"] = record, ["WORK"] = Scripts + Work });
            Assert.True(exit == 0, errors);
            Assert.Matches(@"\r\u001b\[Kmaking it: done, \d+ s\r\n$", output);
        }
        finally
        {
            File.Delete(record);
        }
    }

    [Fact]
    public async Task Quiet_says_failures_only()
    {
        var (exit, output, errors) = await ShellCommand.RunAsync(
            "bash", ["-euc", $"{Scripts}quiet=yes; say hello; begin_work 'making it'; fail 'it broke'"]);
        Assert.Equal((1, string.Empty, "jim: it broke\n"), (exit, output, errors));
    }
}
