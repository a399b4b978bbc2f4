namespace Jim.EndToEnd.Tests;

/// <summary>
/// Jim on a team's own tables, whose triggers, rules, policies and deferred keys decide what becomes of a write. See <c>Rules.sql</c>.
/// </summary>
public class RulesWorld : JimWorld
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public RulesWorld() => Environment["JIM_MODEL"] = "none";

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    /// <summary>The first column of the first row, as superuser.</summary>
    public Task<T> ScalarAsync<T>(string sql) => Database.ScalarAsync<T>(sql);

    /// <summary>The payload of a mutation's one field, as alice sends it.</summary>
    public async Task<JsonNode> RunAsync(string field)
    {
        var data = await (await As("alice")).DataAsync($"mutation {{ it: {field} }}");
        return data["it"]!;
    }

    /// <summary>The whole answer, as alice gets it.</summary>
    public async Task<JsonNode> AskAsync(string document) => await (await As("alice")).AskAsync(document);

    protected override async Task StartAsync()
    {
        await Database.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Rules.sql")));
        await using (var jim = JimProcess.Start(Environment, "migrate", "--env-file", "/dev/null"))
        {
            Assert.Equal(0, await jim.ExitAsync(Soon));
        }

        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>The same where clients are not told the messages of RAISE.</summary>
public sealed class SilentRulesWorld : RulesWorld
{
    public SilentRulesWorld() => Environment["JIM_RAISED_MESSAGES"] = "off";
}
