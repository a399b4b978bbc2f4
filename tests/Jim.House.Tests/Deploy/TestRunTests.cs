namespace Jim.House.Tests.Deploy;

/// <summary>What <c>./jim test</c> does where programs are missing, which tests it runs, and what it says at its end.</summary>
public sealed class TestRunTests
{
    private const string Parts = """
        set -euo pipefail
        unset "${!JIM_TEST_@}"
        root=$PWD shared=/nowhere log_dir=$1 run_dir=$1
        for part in deploy/local/processes deploy/local/packages deploy/local/postgres tests/containers/engine tests/services \
          tests/machine tests/choice tests/summary; do
          . "$root/$part.sh"
        done
        """;

    /// <summary>A machine without any of the programs: functions take the place of those that look for them.</summary>
    private const string Bare = """
        has_program() { return 1; }
        has_engine() { return 1; }
        install_packages() { echo "installed: $*"; }
        """;

    /// <summary>Java and xz are of use only where Keycloak and Garage themselves can be had.</summary>
    [Theory]
    [InlineData("/nowhere", "openssh-client openssh-server postgresql rabbitmq-server redis-server redis-tools")]
    [InlineData(
        "$log_dir",
        "default-jre-headless openssh-client openssh-server postgresql rabbitmq-server redis-server redis-tools xz-utils")]
    public async Task Missing_packages_are_named_and_installed_by_root(string shared, string packages)
    {
        var (output, errors) = await RunAsync(
            $"{Bare}\nmkdir $log_dir/services && cp /bin/true $log_dir/services/unpack && shared={shared}\n"
            + "may_install() { true; }\nunset JIM_INSTALL\nprovide Jim.Platform.Tests format");

        Assert.Contains(
            $"the tests need {packages}, which are not here (JIM_INSTALL=off forbids the installation)", errors, StringComparison.Ordinal);
        Assert.Equal($"installed: {packages}\n", output);
    }

    [Theory]
    [InlineData("true", "off", "", "JIM_INSTALL=off", "are skipped")]
    [InlineData("false", "on", "", "only root on Debian or Ubuntu can", "are skipped")]
    [InlineData("false", "on", "true", "only root on Debian or Ubuntu can", "fail")]
    public async Task Where_nothing_may_be_installed_one_line_tells_the_cure(
        string mayInstall, string install, string ci, string why, string what)
    {
        var (output, errors) = await RunAsync(
            $"{Bare}\nmay_install() {{ {mayInstall}; }}\nJIM_INSTALL={install} CI={ci}\nprovide Jim.Data.Tests");

        Assert.Empty(output);
        Assert.Equal(
            $"not installed ({why}), so tests that need them {what}: apt-get install postgresql\n", errors);
    }

    [Fact]
    public async Task A_server_that_is_given_by_its_address_needs_no_package()
    {
        var (output, _) = await RunAsync(
            $"{Bare}\nmkdir $log_dir/services && cp /bin/true $log_dir/services/unpack && shared=$log_dir\n"
            + "JIM_TEST_POSTGRES=postgres://x JIM_TEST_REDIS=redis://x JIM_TEST_RABBITMQ=amqp://x JIM_TEST_OIDC=http://x\n"
            + "missing_packages Jim.Platform.Tests\nlaunch_services postgres redis rabbitmq keycloak\n"
            + "have_services postgres redis\necho ready");

        Assert.Equal("openssh-client\nopenssh-server\nxz-utils\nready\n", output);
    }

    [Theory]
    [InlineData("garage", "JIM_TEST_S3", "JIM_TEST_NO_S3")]
    [InlineData("keycloak", "JIM_TEST_OIDC", "JIM_TEST_NO_OIDC")]
    public async Task A_server_that_cannot_run_here_is_told_to_the_tests_with_its_cure(string service, string variable, string no)
    {
        var (output, errors) = await RunAsync(
            $"has_engine() {{ false; }}\nPATH=/nowhere launch_services {service}\necho \"${no}\"");

        Assert.Contains($"put it on PATH, or start Docker, or set {variable}", output, StringComparison.Ordinal);
        Assert.Equal($"no {service}: {output}", errors);
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

    /// <summary>Also those whose fixture is what cannot be made; xunit itself would tell them as failed.</summary>
    [Theory]
    [InlineData("", "Errors: 0, Failed: 0")]
    [InlineData("true", "Skipped: 0")]
    public async Task Without_its_server_a_test_is_skipped_and_in_CI_it_fails(string ci, string told)
    {
        var folder = AppContext.BaseDirectory.Replace("Jim.House.Tests", "Jim.Data.Tests", StringComparison.Ordinal);
        var (exit, output, _) = await ShellCommand.RunAsync(
            "env",
            [
                "-u", "JIM_TEST_POSTGRES", "-u", "JIM_TEST_NO_POSTGRES", "-u", "JIM_TEST_ALLOW_SKIP", $"CI={ci}",
                Path.Combine(folder, "Jim.Data.Tests"), "-noLogo", "-noColor", "-class", "*.ModelTests", "-class", "*.PeersTests",
            ]);

        Assert.Contains($"{told},", output, StringComparison.Ordinal);
        Assert.Contains("JIM_TEST_POSTGRES is not set", output, StringComparison.Ordinal);
        Assert.Equal(ci.Length == 0, exit == 0);
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
