using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// The SQL of docs/rights.md runs as it stands, and <c>doctor</c> finds what the guide says that it finds, and nothing else.
/// </summary>
public sealed partial class RightsGuideTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_guides_sql_runs_and_the_doctor_finds_the_policies_that_break_the_rule()
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await MigratedDatabase.CreateAsync(Jim.Data.Migrations.DataModel.None);
        var roles = new[] { "app_manager", "app_auditor" };
        var guide = await File.ReadAllTextAsync(Path.Combine(JimProcess.RepositoryRoot(), "docs", "rights.md"), token);
        var found = 0;
        foreach (var sql in Blocks().Matches(guide).Select(m => m.Groups[1].Value))
        {
            // Roles belong to the cluster, which other tests use at the same time.
            var own = roles.Aggregate(
                sql, (text, role) => text.Replace(role, $"{database.Database.Name}_{role}", StringComparison.Ordinal));
            await database.Database.ExecuteAsync(own);
            var expected = sql.StartsWith("-- doctor: ", StringComparison.Ordinal)
                ? sql[11..sql.IndexOf('\n', StringComparison.Ordinal)]
                : null;
            found += expected is null ? 0 : 1;
            Assert.Equal(expected is null ? [] : [expected], await ExamineAsync(database));
        }

        Assert.Equal(2, found);
        foreach (var role in roles)
        {
            await database.Database.ExecuteAsync(
                $"drop owned by {database.Database.Name}_{role}; drop role {database.Database.Name}_{role}");
        }
    }

    [Fact]
    public async Task The_starter_and_a_table_without_policies_keep_the_rule_and_an_arm_inside_a_policy_breaks_it()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        Assert.Empty(await ExamineAsync(database));
        await database.Database.ExecuteAsync("""
            create policy mixed on groups for select to public
              using (name = 'x' or created_by = (select jim.user_id()) or (select jim.claim('email')) like '%@example.org')
            """);
        Assert.Equal(["arms"], await ExamineAsync(database));
        await database.Database.ExecuteAsync("""
            drop policy mixed on groups;
            create function seen(g groups) returns boolean stable language plpgsql as 'begin return true; end';
            create policy called on groups for select to jim_user using (seen(groups));
            create policy fine on groups for select to jim_user
              using (lower(name) = 'x' and created_at < now() and (select jim.has_role('x')) and exists (
                select from memberships m where m.group_id = groups.id and m.user_id = jim.user_id()));
            """);
        Assert.Equal(["policies"], await ExamineAsync(database));
    }

    /// <summary>The names of what <c>doctor</c> finds ill of the policies.</summary>
    private static async Task<string[]> ExamineAsync(MigratedDatabase database)
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = database.GatewayUrl, ["JIM_DATA"] = Path.GetTempPath() };
        await using var doctor = JimProcess.Start(environment, "doctor", "--env-file", "/dev/null");
        await doctor.ExitAsync(Soon);
        Assert.Matches("(?m)^(ok|ill) +policies ", doctor.Log);
        return [.. Ill().Matches(doctor.Log).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("^ill +(policies|arms|roles|rights)\\b", RegexOptions.Multiline)]
    private static partial Regex Ill();
}
