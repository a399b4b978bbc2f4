using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>Which database role a token chooses (JIM_ROLES), at a running Jim and at its start.</summary>
public sealed class RolesTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private string Login => $"{world.Database.Name}_gateway";

    [Fact]
    public async Task A_role_of_the_team_has_a_view_and_rights_of_its_own()
    {
        var role = $"{world.Database.Name}_manager";
        await world.Database.ExecuteAsync($"""
            create role {role} nologin; grant jim_user to {role}; grant {role} to {Login};
            create table payrolls (id int primary key, amount int); insert into payrolls values (1, 100);
            grant select on payrolls to {role};
            alter table payrolls enable row level security;
            create policy managers on payrolls for select to {role} using (true);
            """);
        await using var jim = await JimProcess.RunAsync(With(("JIM_ROLES", $"jim-admin:{role},jim-service:jim_service")));
        const string Payrolls = "{ payrolls { nodes { amount } } documents(first: 1) { nodes { id } } }";
        var carol = new JimClient(jim.Address, await world.TokenAsync("carol"));
        Assert.Equal(100, (int?)(await carol.DataAsync(Payrolls))["payrolls"]!["nodes"]![0]!["amount"]);
        var alice = new JimClient(jim.Address, await world.TokenAsync("alice"));
        Assert.NotNull((await alice.AskAsync(Payrolls))["errors"]);
        await using var schema = JimProcess.Start(
            world.EnvironmentWith(("JIM_ROLES", $"jim-admin:{role}")), "schema", "--role", role, "--env-file", "/dev/null");
        Assert.Equal(0, await schema.ExitAsync(Soon));
        Assert.Contains("type Payroll {", schema.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_open_to_a_role_of_the_team_alone_is_found_by_the_doctor()
    {
        var role = $"{world.Database.Name}_clerk";
        await world.Database.ExecuteAsync($"""
            create role {role} nologin; grant jim_user to {role}; grant {role} to {Login};
            create table rates (id int primary key); grant select on rates to {role};
            """);
        var pairs = $"jim-admin:jim_admin,clerk:{role},ghost:no_such_role";
        await using var doctor = JimProcess.Start(world.EnvironmentWith(("JIM_ROLES", pairs)), "doctor", "--env-file", "/dev/null");
        Assert.NotEqual(0, await doctor.ExitAsync(Soon));
        Assert.Contains("public.rates can be read without row level security", doctor.Log, StringComparison.Ordinal);
        Assert.Contains("no_such_role does not exist", doctor.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manager", "write realm-role:database_role")]
    [InlineData("manager:no_such_role", "no_such_role does not exist: create role no_such_role nologin; grant jim_user to no_such_role")]
    [InlineData("manager:pg_read_all_data", "pg_read_all_data is not granted to")]
    public async Task A_role_that_cannot_be_used_ends_the_start_with_the_cure(string pairs, string message)
    {
        await using var jim = JimProcess.Start(With(("JIM_ROLES", pairs)), "run", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains(message, jim.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_without_a_view_is_named_by_the_schema_command()
    {
        await using var jim = JimProcess.Start(world.EnvironmentWith(), "schema", "--role", "nobody", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains("There are: jim_anonymous, jim_user, jim_admin, jim_service", jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_an_older_version_stored_runs_with_the_rights_of_the_service_account()
    {
        var id = Guid.NewGuid();
        var alice = await world.As("alice");
        await alice.DataAsync(
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }",
            new { input = new { id, title = "Hers", status = "DRAFT" } });
        var service = await world.AsService();
        using var queued = await service.PostAsync(
            "mutation($id: UUID!) @queued(runAt: \"2090-01-01T00:00:00Z\") "
            + "{ updateDocument(input: { id: $id, title: \"By the service\" }) { document { id } errors { __typename } } }",
            new { id });
        var job = (string)JsonNode.Parse(await queued.Content.ReadAsStringAsync())!["extensions"]!["job"]!["id"]!;
        Assert.Equal(
            "jim_service", await world.Database.ScalarAsync<string>($"select caller ->> 'role' from jim.jobs where id = '{job}'"));
        await world.Database.ExecuteAsync(
            $$"""update jim.jobs set caller = caller || '{"role": "jim_user"}', run_at = now() where id = '{{job}}'""");
        await Eventually.Holds(async () => await world.Database.ScalarAsync<string>(
            $"select state::text from jim.jobs where id = '{job}'") is "succeeded" or "dead");
        Assert.Equal(
            "succeeded By the service", await world.Database.ScalarAsync<string>(
                $"select j.state || ' ' || d.title from jim.jobs j, documents d where j.id = '{job}' and d.id = '{id}'"));
    }

    /// <summary>The settings of another gateway on the world's database, which takes the world's tokens.</summary>
    private Dictionary<string, string> With(params (string Name, string Value)[] changes) => world.EnvironmentWith(
        [
            ("JIM_PUBLIC_URL", world.Address.AbsoluteUri.TrimEnd('/')),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}")), .. changes,
        ]);
}
