using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// <c>check-schema</c> on databases: one of this repository that has everything, and whatever dumps the folder <c>JIM_TEST_SCHEMAS</c>
/// holds (<c>*.dump</c> for pg_restore, <c>*.sql</c> for psql). Empty tables get a few rows first.
/// </summary>
public sealed class RealSchemasTests
{
    private const string Folder = "JIM_TEST_SCHEMAS";
    private static readonly TimeSpan checkedWithin = TimeSpan.FromMinutes(30);

    /// <summary>The dumps by name; without the folder one name that is skipped.</summary>
    public static TheoryData<string> Dumps =>
        Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder
            ?
            [
                .. Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>()
                    .Where(f => Path.GetExtension(f) is ".dump" or ".sql").Order(),
            ]
            : [$"{Folder} is not set"];

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task Jim_answers_as_SQL_on(string dump)
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipUnless(folder is { Length: > 0 }, $"{Folder} is not set: a folder of database dumps");
        await using var database = await TestDatabase.CreateAsync();
        await RestoreAsync(database, Path.Combine(folder, dump));
        await FillAsync(database);

        var (code, report) = await CheckAsync(database);

        Assert.True(code == 0, report);
    }

    [Fact]
    public async Task Jim_answers_as_SQL_on_a_database_that_has_everything()
    {
        await using var database = await KitchenSinkAsync();

        var (code, report) = await CheckAsync(database, "--schemas", "public,audit");

        Assert.True(code == 0, report);
        Assert.Contains("public.documents (Document, documents): ", report, StringComparison.Ordinal);
        Assert.Contains("column secret is left out by its comment (@omit)", report, StringComparison.Ordinal);
        Assert.Contains("column searchable is of type tsvector, which Jim does not know", report, StringComparison.Ordinal);
        Assert.Contains("public.hidden: left out by its comment (@omit)", report, StringComparison.Ordinal);
        Assert.Contains("nothing differs", report, StringComparison.Ordinal);
    }

    /// <summary>A view whose values are others at each reading is one on which no two readers can agree.</summary>
    [Fact]
    public async Task What_differs_is_told_with_both_statements_and_without_values()
    {
        await using var database = await TestDatabase.CreateAsync(
            "create table good (id int primary key, word text); insert into good values (1, 'one'), (2, null)",
            "create view moving as select n as id, 'secret ' || gen_random_uuid() as word from generate_series(1, 3) n");

        var (code, report) = await CheckAsync(database);

        Assert.Equal(1, code);
        Assert.Contains("public.good (Good, goods): ", report, StringComparison.Ordinal);
        Assert.Contains("DIFFERS: cells: 3 of 3 rows differ", report, StringComparison.Ordinal);
        Assert.Contains("GraphQL: query ($n: Int, $c: String) { movings(", report, StringComparison.Ordinal);
        Assert.Contains("SQL: select t.\"id\"::text, t.\"word\"::text from \"public\".\"moving\" t", report, StringComparison.Ordinal);
        Assert.DoesNotContain("secret ", report, StringComparison.Ordinal);
        Assert.Contains("secret ", (await CheckAsync(database, "--verbose")).Report, StringComparison.Ordinal);
    }

    /// <summary>
    /// A view can write, by a function that it calls. SQLSTATE 25006 is how Postgres refuses that in a read-only transaction.
    /// </summary>
    [Fact]
    public async Task The_check_needs_nothing_of_Jims_and_writes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(
            "create table good (id int primary key, word text); insert into good values (1, 'one'), (2, null)",
            "create table seen (id int generated always as identity primary key)",
            "create function note() returns int language sql volatile as 'insert into seen default values returning id'",
            "create view writing as select id, note() as seen from good");

        var (code, report) = await CheckAsync(database, "--rows", "10", "--seconds", "600");

        Assert.True(code == 0, report);
        Assert.Contains("not compared: totalCount; cells; ", report, StringComparison.Ordinal);
        Assert.Contains("Postgres refuses the SQL with SQLSTATE 25006", report, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from seen"));
        Assert.False(await database.ScalarAsync<bool>("select to_regnamespace('jim') is not null"));
    }

    [Fact]
    public async Task A_role_that_can_read_nothing_is_told_what_to_do()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, "create table good (id int primary key)");

        var (code, report) = await CheckAsync(database, "--role", "jim_anonymous");

        Assert.Equal(2, code);
        Assert.Contains("public.good: the role may not read it", report, StringComparison.Ordinal);
        Assert.Contains("jim_anonymous can read nothing in the schemas public", report, StringComparison.Ordinal);
    }

    private static Task<TestDatabase> KitchenSinkAsync() => TestDatabase.CreateAsync(
        ApplicationRoles.Sql, ReadFile("tests/Jim.Postgres.Tests/KitchenSink.sql"),
        ReadFile("tests/Jim.Postgres.Tests/KitchenSinkData.sql"), ReadFile("tests/Jim.EndToEnd.Tests/FillEmptyTables.sql"));

    private static string ReadFile(string path) => File.ReadAllText(Repository.PathOf(path));

    private static Task FillAsync(TestDatabase database) => database.ExecuteAsync(ReadFile("tests/Jim.EndToEnd.Tests/FillEmptyTables.sql"));

    private static async Task<(int Code, string Report)> CheckAsync(TestDatabase database, params string[] options)
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = database.UrlFor("postgres"), ["JIM_SCHEMAS"] = string.Empty };
        await using var jim = JimProcess.Start(environment, ["check-schema", "--env-file", "/dev/null", .. options]);
        var code = await jim.ExitAsync(checkedWithin);
        return (code, jim.Log);
    }

    /// <summary>As superuser; owners and rights are those of the dump's own cluster and are left out.</summary>
    private static async Task RestoreAsync(TestDatabase database, string file)
    {
        var url = database.UrlFor("postgres");
        var (program, arguments) = Path.GetExtension(file) == ".dump"
            ? ("pg_restore", (string[])["--no-owner", "--no-privileges", "-d", url, file])
            : ("psql", ["-X", "-q", "-o", "/dev/null", "-f", file, url]);
        using var restore = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = restore.StandardError.ReadToEndAsync();
        await restore.WaitForExitAsync();
        TestContext.Current.SendDiagnosticMessage($"{Path.GetFileName(file)}: {await said}");
    }
}
