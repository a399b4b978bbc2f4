namespace Jim.EndToEnd.Tests;

/// <summary>
/// The page at <c>/graphql</c> in a real browser: signing in, the tabs of the README's story, live data, files, and signing out. The steps
/// are those of <c>clients/graphiql.*.mjs</c>; pictures of them are kept.
/// </summary>
public static class GraphiQLPictures
{
    private static string Folder => Environment.GetEnvironmentVariable("JIM_TEST_LOGS") is { Length: > 0 } logs
        ? logs
        : Repository.PathOf("artifacts/screenshots");

    /// <summary>Runs the steps of a script; skips the test where Chromium is missing.</summary>
    public static async Task TakeAsync(JimWorld world, string script, params string[] more)
    {
        if (ClientLibraries.Find("chromium") is not { } chromium)
        {
            TestServices.Refuse("chromium is not installed (Debian: apt-get install chromium)");
            return;
        }

        Directory.CreateDirectory(Folder);
        await ClientLibraries.RunNodeAsync(world, [script, chromium, Folder, world.Issuer, .. more]);
    }
}

public sealed class GraphiQLTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public Task A_person_signs_in_by_one_click_and_tries_everything() => GraphiQLPictures.TakeAsync(world, "graphiql.story.mjs");
}

/// <summary>The IDE of HotChocolate's users, from its own package, against Jim.</summary>
public sealed class NitroTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public Task It_reads_the_schema_runs_a_query_and_follows_a_subscription() => GraphiQLPictures.TakeAsync(world, "nitro.ide.mjs");
}

public sealed class GraphiQLWithKeycloakTests(KeycloakWorld world) : IClassFixture<KeycloakWorld>
{
    [Fact]
    public Task A_person_signs_in_at_Keycloak_and_tries_everything() =>
        GraphiQLPictures.TakeAsync(world, "graphiql.story.mjs", "keycloak");
}

public sealed class GraphiQLForAdministratorsTests(AdministratorsWorld world) : IClassFixture<AdministratorsWorld>
{
    [Fact]
    public Task It_opens_for_administrators_in_production_under_the_allow_list() =>
        GraphiQLPictures.TakeAsync(world, "graphiql.administrators.mjs");

    [Theory]
    [InlineData(null, false, "jim_anonymous")]
    [InlineData("bob", false, "jim_user")]
    [InlineData("carol", true, "jim_admin")]
    public async Task It_is_told_whether_its_user_is_an_administrator(string? user, bool allowed, string role)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = user is null ? null : new("Bearer", await world.TokenAsync(user));
        var text = await http.GetStringAsync(new Uri(world.Address, "/graphql/ui/access"), TestContext.Current.CancellationToken);
        var access = JsonNode.Parse(text)!;
        Assert.Equal((allowed, role), ((bool)access["allowed"]!, (string)access["role"]!));
    }
}

public sealed class GraphiQLOnAnotherDatabaseTests(MusicWorld world) : IClassFixture<MusicWorld>
{
    [Fact]
    public Task Its_first_tab_reads_a_table_that_is_there() => GraphiQLPictures.TakeAsync(world, "graphiql.example.mjs");
}

/// <summary>A database of a team's own, with one table for signed-in users.</summary>
public sealed class MusicWorld : EmbeddedWorld
{
    public MusicWorld()
    {
        Environment["JIM_MODEL"] = "none";
        Environment["JIM_SCHEMAS"] = "music";
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Database.ExecuteAsync("grant usage on schema music to jim_user; grant select on music.albums to jim_user");
        await Eventually.Holds(async () => (await (await As("alice")).PostAsync("{ albums { nodes { title } } }")).IsSuccessStatusCode);
    }

    protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync("""
        create schema music;
        create table music.albums (id int primary key, title text not null);
        insert into music.albums values (1, 'Kind of Blue');
        """);
}

/// <summary>One process in development that trusts Keycloak.</summary>
public sealed class KeycloakWorld : JimWorld
{
    public override string Issuer => TestServices.Issuer;

    protected override async Task StartAsync()
    {
        Environment["OIDC_ISSUER"] = Issuer;
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>The same in production, where nobody but administrators may send other texts than one trusted operation.</summary>
public sealed class AdministratorsWorld : JimWorld
{
    public override string Issuer => TestServices.Issuer;

    protected override async Task StartAsync()
    {
        // The starter model is seeded in development only.
        await (await JimProcess.RunAsync(Environment)).DisposeAsync();
        var operations = Directory.CreateDirectory(Path.Combine(Data, "operations")).FullName;
        await File.WriteAllTextAsync(Path.Combine(operations, "Me.graphql"), "query Me { me { name } }");
        Environment["JIM_OPERATIONS"] = operations;
        Environment["JIM_ONLY_PERSISTED"] = "on";
        Environment["JIM_GRAPHIQL"] = "signin";
        Environment["JIM_ENV"] = "production";
        Environment["JIM_ALLOW_INSECURE"] = "OIDC_ISSUER,DATABASE_URL,DATABASE_OWNER_URL";
        Environment["OIDC_ISSUER"] = Issuer;
        Gateway = await JimProcess.RunAsync(Environment);
    }
}
