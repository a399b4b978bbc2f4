namespace Jim.EndToEnd.Tests;

/// <summary>
/// <c>check-schema</c> on databases: one of this repository that has everything, and whatever dumps the folder <c>JIM_TEST_SCHEMAS</c>
/// holds (<see cref="SchemaDump"/>). Empty tables get a few rows first, because without rows there is nothing to compare.
/// </summary>
public sealed class RealSchemasTests
{
    private const string Folder = "JIM_TEST_SCHEMAS";
    private const string Tables = """
        from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        """;

    private const string CountTables = $"select count(*) {Tables}";

    private const string CountEmpty =
        $"select count(*) {Tables} and xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %s', c.oid::regclass), "
        + "false, true, ''))::text = '{0}' and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0)";

    private static readonly TimeSpan checkedWithin = TimeSpan.FromMinutes(30);

    /// <summary>The dumps by name; without any one name that is skipped.</summary>
    public static TheoryData<string> Dumps => Environment.GetEnvironmentVariable(Folder) is not { Length: > 0 } folder
        ? [$"{Folder} is not set"]
        : SchemaDump.FindAll(folder).ToList() is { Count: > 0 } found ? [.. found] : [$"no dump in {folder}"];

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task Jim_answers_as_SQL_on(string dump)
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipUnless(
            folder is { Length: > 0 } && File.Exists(Path.Combine(folder, dump)), $"{Folder} names no folder with database dumps");
        await using var database = await TestDatabase.CreateAsync();
        var refusals = new List<string>();
        var isRestored = await SchemaDump.RestoreAsync(database, Path.Combine(folder, dump), refusals.Add);
        Tell(refusals.Take(20));
        Assert.SkipUnless(isRestored, $"{dump} can't be restored here: {string.Join(' ', refusals.Take(3))}");
        var tables = await database.ScalarAsync<long>(CountTables);
        Assert.SkipUnless(tables > 0, $"{dump} leaves no table here: {string.Join(' ', refusals.Take(3))}");
        await FillAsync(database);

        var (code, report) = await CheckAsync(database);

        Tell(report.Split('\n').Where(line => line.Contains(" comparisons", StringComparison.Ordinal)));
        Assert.True(code == 0, report);
        Assert.True(await database.ScalarAsync<long>(CountEmpty) == 0, "a table has no rows: " + report);
    }

    [Theory]
    [InlineData("CREATE DATABASE shop WITH TEMPLATE = template0;", false)]
    [InlineData("DROP DATABASE shop;", false)]
    [InlineData("\\connect shop", false)]
    [InlineData("\\restrict Zk8", false)]
    [InlineData("ALTER ROLE shop WITH SUPERUSER;", false)]
    [InlineData("GRANT staff TO clerk GRANTED BY postgres;", false)]
    [InlineData("CREATE TABLE public.shop (id integer);", true)]
    [InlineData("GRANT SELECT ON TABLE public.shop TO clerk;", true)]
    public void Of_a_dump_of_a_cluster_only_the_database_is_restored(string line, bool isKept)
    {
        Assert.Equal(isKept ? [line] : [], SchemaDump.KeepOwn([line]));
        string[] data = ["COPY public.notes (body) FROM stdin;", line, "\\."];
        Assert.Equal(data, SchemaDump.KeepOwn(data));
    }

    /// <summary>Roles, an extension and a language that are not here, several schemas, checks that no invented row passes.</summary>
    [Fact]
    public async Task A_dump_of_another_cluster_is_restored_as_far_as_it_can_be()
    {
        await using var database = await TestDatabase.CreateAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("jim-dump-").FullName, "shop.sql");
        await File.WriteAllTextAsync(file, """
            \restrict Zk8
            CREATE ROLE no_such_owner;
            CREATE DATABASE jim_no_such_database;
            \connect jim_no_such_database
            SET transaction_timeout = 0;
            CREATE EXTENSION IF NOT EXISTS no_such_extension WITH SCHEMA public;
            CREATE SCHEMA sales;
            ALTER SCHEMA sales OWNER TO no_such_owner;
            CREATE DOMAIN sales.code AS text CONSTRAINT shape CHECK (VALUE ~ '^[A-Z]{2}-[0-9]{7}$');
            CREATE TABLE sales.orders (id integer NOT NULL PRIMARY KEY, code sales.code NOT NULL, state text NOT NULL,
              CONSTRAINT known CHECK (state = ANY (ARRAY['shipped-by-air'::text])));
            ALTER TABLE sales.orders OWNER TO no_such_owner;
            CREATE TABLE public.places (id integer NOT NULL PRIMARY KEY, shape public.no_such_type);
            CREATE TABLE public.notes (id integer NOT NULL PRIMARY KEY, order_id integer REFERENCES sales.orders, body text);
            COPY public.notes (id, order_id, body) FROM stdin;
            1	\N	CREATE DATABASE is a word of this note
            \.
            CREATE POLICY own ON sales.orders TO no_such_owner USING (true);
            GRANT SELECT ON TABLE sales.orders TO no_such_owner;
            """);
        var refusals = new List<string>();
        Assert.True(await SchemaDump.RestoreAsync(database, file, refusals.Add));
        await FillAsync(database);

        var (code, report) = await CheckAsync(database);

        Assert.True(code == 0, report);
        Assert.Contains("sales.orders (Order, orders): ", report, StringComparison.Ordinal);
        Assert.Contains("public.notes (Note, notes): ", report, StringComparison.Ordinal);
        Assert.DoesNotContain("have no rows", report, StringComparison.Ordinal);
        Assert.Contains(refusals, r => r.Contains("no_such_extension", StringComparison.Ordinal));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from pg_database where datname = 'jim_no_such_database'"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from pg_roles where rolname = 'no_such_owner'"));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from notes where body ~ 'CREATE DATABASE'"));
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

    /// <summary>Lists, objects and null as JSON are values of one item each.</summary>
    [Fact]
    public async Task Items_of_JSON_are_compared_as_they_are()
    {
        await using var database = await TestDatabase.CreateAsync(
            "create table good (id int primary key, many jsonb[], texts json[])",
            """insert into good values (1, array['[1]', null, '{"a": [1]}', '"x"', 'null']::jsonb[], array['[1,  2]', 'null']::json[])""",
            "insert into good values (2, '{}', null)");

        var (code, report) = await CheckAsync(database);

        Assert.True(code == 0, report);
        Assert.Contains("nothing differs; 0 not possible", report, StringComparison.Ordinal);
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

    /// <summary>The report then has the relations that were done. One view takes far longer than the test.</summary>
    [Fact]
    public async Task An_interrupted_check_reports_what_it_has()
    {
        await using var database = await TestDatabase.CreateAsync(
            "create table good (id int primary key, word text); insert into good values (1, 'one'), (2, null)",
            "create view slow as select id, pg_sleep(600)::text as nap from good",
            "create table last (id int primary key)");
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = database.UrlFor("postgres"), ["JIM_SCHEMAS"] = string.Empty };
        await using var jim = JimProcess.Start(environment, "check-schema", "--env-file", "/dev/null", "--rows", "10");
        await Eventually.Holds(() => database.ScalarAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')"));

        jim.Signal(2);

        Assert.Equal(130, await jim.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("public.good (Good, goods): ", jim.Log, StringComparison.Ordinal);
        Assert.Contains("no time for ", jim.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://postgres@127.0.0.1:1/postgres", "Postgres does not answer")]
    [InlineData("postgres://postgres@nowhere.invalid/postgres", "Postgres does not answer")]
    [InlineData("host=nowhere", "a database URL reads postgres://")]
    public async Task A_wrong_address_is_told_in_one_line(string url, string told)
    {
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = url };
        await using var jim = JimProcess.Start(environment, "check-schema", "--env-file", "/dev/null");

        Assert.Equal(2, await jim.ExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains($"jim: {told}", Assert.Single(jim.Log.Split('\n')), StringComparison.Ordinal);
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

    private static void Tell(IEnumerable<string> lines) =>
        lines.ToList().ForEach(line => TestContext.Current.TestOutputHelper?.WriteLine(line));
}
