namespace Jim.House.Tests.Deploy;

/// <summary>
/// The cluster that <c>./jim run</c> makes where no DATABASE_URL is set, with the roles that the stack's Postgres gets by the same script.
/// </summary>
public sealed class PrivatePostgres
{
    [Fact]
    public async Task Keeps_its_data_grants_little_and_ends_with_the_command()
    {
        var folder = Directory.CreateTempSubdirectory("jim-private-");
        var data = Path.Combine(folder.FullName, "data");
        var environment = new Dictionary<string, string>
        {
            ["JIM_DATA"] = data, ["DATABASE_URL"] = string.Empty, ["DATABASE_OWNER_URL"] = string.Empty,
        };

        var made = await PsqlAsync(
            environment, "create table kept(a int); insert into kept values (7); select current_user, current_database()");
        var roles = await PsqlAsync(
            environment,
            "select a from kept; select rolname, rolsuper, rolinherit, rolcreaterole, rolcanlogin from pg_roles "
            + "where rolname in ('jim_owner', 'jim_gateway_login') order by 1");

        Assert.Equal("jim_owner|jim\n", made);
        Assert.Equal("7\njim_gateway_login|f|f|f|t\njim_owner|f|t|t|t\n", roles);
        Assert.DoesNotContain("trust", await RulesAsync(data), StringComparison.Ordinal);
        Assert.Empty(RunningProcesses.FindIn(data));
        folder.Delete(recursive: true);
    }

    /// <summary>As in a clone under /root, into which no other user may look, with the data folder named as it is by default.</summary>
    [Fact]
    public async Task Lies_elsewhere_where_its_user_cannot_come()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root runs it as somebody else");
        var closed = Directory.CreateTempSubdirectory("jim-closed-").FullName; // mode 700
        var cluster = await ShellCommand.OutputAsync(
            "bash",
            [
                "-euc",
                """
                root=$PWD
                for part in processes packages postgres; do . "deploy/local/$part.sh"; done
                cd "$1"
                choose_cluster .jim
                echo "$cluster"
                """,
                "-", closed,
            ]);
        Directory.Delete(closed, recursive: true);
        Assert.StartsWith("/var/lib/jim/", cluster, StringComparison.Ordinal);
        Directory.Delete(cluster.Trim());
    }

    private static async Task<string> PsqlAsync(IReadOnlyDictionary<string, string> environment, string sql)
    {
        var (exit, output, errors) = await ShellCommand.RunAsync("./jim", ["psql", "-XAqt", "-c", sql], environment);
        RefuseWithoutPostgres(errors);
        Assert.True(exit == 0, errors);
        return output;
    }

    /// <summary>Ends the test where the command found no Postgres on the machine and may not install one.</summary>
    internal static void RefuseWithoutPostgres(string errors)
    {
        if (errors.Contains("jim: PostgreSQL is not installed", StringComparison.Ordinal))
        {
            TestServices.Refuse(errors.Trim());
        }
    }

    /// <summary>Who may connect how, comments left out. Where we are root the cluster may lie elsewhere, behind a link.</summary>
    private static async Task<string> RulesAsync(string data)
    {
        var lines = await File.ReadAllLinesAsync(
            Path.Combine(data, "postgres", "data", "pg_hba.conf"), TestContext.Current.CancellationToken);
        return string.Join('\n', lines.Where(line => !line.StartsWith('#')));
    }
}
