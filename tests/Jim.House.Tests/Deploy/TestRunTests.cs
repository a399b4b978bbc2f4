namespace Jim.House.Tests.Deploy;

/// <summary>What <c>./jim test</c> does where programs are missing, which tests it runs, and what it says at its end.</summary>
public sealed class TestRunTests
{
    private const string Parts = """
        set -euo pipefail
        unset "${!JIM_TEST_@}"
        root=$PWD shared=/nowhere log_dir=$1 run_dir=$1
        for part in deploy/local/processes deploy/local/packages deploy/local/postgres tests/services tests/machine tests/choice tests/summary; do
          . "$root/$part.sh"
        done
        """;

    /// <summary>A machine without any of the programs: functions take the place of those that look for them.</summary>
    private const string Bare = """
        has_program() { return 1; }
        install_packages() { echo "installed: $*"; }
        """;

    [Fact]
    public async Task Missing_packages_are_named_and_installed_by_root()
    {
        var (output, errors) = await RunAsync($"{Bare}\nmay_install() {{ true; }}\nunset JIM_INSTALL\nprovide Jim.Platform.Tests format");

        const string packages = "default-jre-headless postgresql rabbitmq-server redis-server redis-tools xz-utils";
        Assert.Contains(
            $"the tests need {packages}, which are not here (JIM_INSTALL=off forbids the installation)", errors, StringComparison.Ordinal);
        Assert.Equal($"installed: {packages}\n", output);
    }

    [Theory]
    [InlineData("true", "off", "JIM_INSTALL=off")]
    [InlineData("false", "on", "only root on Debian or Ubuntu can")]
    public async Task Where_nothing_may_be_installed_the_cure_is_told(string mayInstall, string install, string why)
    {
        var (output, errors) = await RunAsync($"{Bare}\nmay_install() {{ {mayInstall}; }}\nJIM_INSTALL={install}\nprovide Jim.Data.Tests");

        Assert.Empty(output);
        Assert.Equal(
            $"not installed ({why}): postgresql\ntests that need them are skipped; to run them: apt-get install postgresql\n", errors);
    }

    [Fact]
    public async Task A_server_that_is_given_by_its_address_needs_no_package()
    {
        var (output, _) = await RunAsync(
            $"{Bare}\nJIM_TEST_POSTGRES=postgres://x JIM_TEST_REDIS=redis://x JIM_TEST_RABBITMQ=amqp://x JIM_TEST_OIDC=http://x\n"
            + "missing_packages Jim.Platform.Tests\nlaunch_services postgres redis rabbitmq keycloak\n"
            + "have_services postgres redis\necho ready");

        Assert.Equal("xz-utils\nready\n", output);
    }

    [Fact]
    public async Task A_server_that_cannot_run_here_is_told_to_the_tests_with_its_cure()
    {
        var (output, errors) = await RunAsync(
            "has_engine() { false; }\nPATH=/nowhere launch_services garage\necho \"$JIM_TEST_NO_S3\"");

        Assert.Contains("put it on PATH, or start Docker, or set JIM_TEST_S3", output, StringComparison.Ordinal);
        Assert.Equal($"no garage: {output}", errors);
    }

    /// <summary>By a docker in its place, which has an image with one file.</summary>
    [Fact]
    public async Task A_server_is_taken_out_of_its_image()
    {
        var (output, _) = await RunAsync("""
            docker() { case $1 in create) echo made-of-$2 ;; cp) echo "$2" >"$3" ;; rm) echo "$1 $2" >>"$log_dir/calls" ;; esac; }
            unpacked=$log_dir/unpacked
            unpack_service garage image:1 /garage
            cat "$unpacked/garage" "$log_dir/calls"
            """);

        Assert.Equal("made-of-image:1:/garage\nrm made-of-image:1\n", output);
    }

    [Theory]
    [InlineData("Platform", "")]
    [InlineData("Platform/RoleMap", "-method *RoleMap* ")]
    [InlineData("platform/A server/B", "-method *A* ")]
    [InlineData("Platform/A Platform/B.c", "-method *A* -method *B.c* ")]
    [InlineData("Platform Platform/A", "")]
    public async Task Filters_choose_tests(string filters, string arguments)
    {
        var (output, _) = await RunAsync($"filters=({filters})\ntests_of Jim.Platform.Tests | tr '\\n' ' '");

        Assert.Equal(arguments, output);
    }

    [Fact]
    public async Task The_end_names_failed_tests_with_their_commands_and_reasons_for_skips()
    {
        var (_, errors) = await RunAsync("""
            cat >"$log_dir/Jim.Data.Tests.log" <<'LOG'
                Jim.Data.Tests.Seeding.SeederTests.Large_seeds(rows: 5, name: "a.b [x]") [FAIL]
                Jim.Data.Tests.Seeding.SeederTests.Large_seeds(rows: 6) [FAIL]
                Jim.Data.Tests.RowTests+Nested.Reads [FAIL]
                Jim.Data.Tests.RowTests.Writes [SKIP]
                  no Postgres
            LOG
            touch "$log_dir/Jim.Data.Tests.failed" "$log_dir/Jim.GraphQL.Tests.failed" "$log_dir/Jim.GraphQL.Tests.log"
            ended=(Jim.Data.Tests Jim.GraphQL.Tests)
            tell_skips
            tell_failures
            """);

        Assert.StartsWith(
            "skipped:\n      1 no Postgres\nfailed:\n  ./jim test Data/RowTests+Nested.Reads\n  ./jim test Data/SeederTests.Large_seeds\n"
            + "  ./jim test GraphQL\nlogs of", errors, StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Errors)> RunAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("jim-test-run-").FullName;
        try
        {
            var (exit, output, errors) = await ShellCommand.RunAsync("bash", ["-c", $"{Parts}\n{script}", "-", folder]);
            Assert.True(exit == 0, errors);
            return (output, errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
