using Jim.Postgres.Catalog;
using Jim.Postgres.Rights;

namespace Jim.Postgres.Tests.Changes;

public sealed class PolicyReadsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private PolicyReads _reads = null!;
    private DatabaseCatalog _catalog = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync("""
            create schema jim;
            create function jim.user_id() returns uuid language sql stable as 'select null::uuid';
            create function jim.has_role(text) returns bool language sql stable as 'select false';
            create function hidden() returns bool language sql stable as 'select true';
            create function declared() returns bool language sql stable as 'select true';
            comment on function declared() is '@reads members roles';
            create table members (group_id int, user_id uuid);
            create table docs (id int, owner uuid, group_id int);
            create table clocked (id int, until timestamptz);
            create table secretive (id int);
            create table open_book (id int);
            create table plain (id int);
            create view docs_view as select d.id from docs d join plain p on p.id = d.id;
            alter table docs enable row level security;
            alter table members enable row level security;
            create table texts (id int, day text, at timestamptz, kind text);
            create type mood as enum ('calm');
            create domain day as date;
            create type span as (since timestamptz, note text);
            create table by_word (id int, at timestamptz);
            alter table by_word enable row level security;
            create policy r on by_word using (at < 'now'::text::timestamptz);
            create view clock_of_word as select id from texts where at > ('no' || 'w')::timestamptz;
            create view clock_of_column as select id from texts where day::date > '2020-01-01';
            create view clock_of_time as select id from texts where 'NOW'::varchar::time > '12:00';
            create view clock_of_items as select id from texts where at::date = any ('{today}'::text[]::date[]);
            create view clock_of_list as select id from texts where at::date = any ('{today}'::text::date[]);
            create view clock_of_range as select id from texts where '[now,)'::text::tstzrange @> at;
            create view clock_of_ranges as select id from texts where '{[now,)}'::text::tstzmultirange @> at;
            create view clock_of_domain as select 'today'::text::day as d from texts;
            create view clock_of_row as select '(now,x)'::text::span as d from texts;
            create view clock_of_xml as
              select x.at from texts, xmltable('/a' passing ('<a>now</a>'::xml) columns at timestamptz path '.') x;
            create view still_constant as select id from texts where at > '2020-01-01 00:00:00.5+00'::text::timestamptz;
            create view still_others as
              select at::text, id::text::bigint, kind::mood, kind || 'now' as k, at > 'now' as past from texts;
            create view still_xml as select x.n from texts, xmltable('/a' passing ('<a>1</a>'::xml) columns n int path '.') x;
            create policy r on members using (user_id = (select jim.user_id()));
            create policy r on docs for select using ((select jim.has_role('x')) or group_id in (select group_id from members));
            create policy w on docs for insert with check (hidden());
            create policy r on clocked using (until > now());
            create policy r on secretive using (hidden());
            create policy r on open_book using (declared());
            """);
        var oids = new Dictionary<string, uint>();
        await using var command = _database.DataSource.CreateCommand(
            "select relname::text, oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')");
        await using (var reader = await command.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
            {
                oids[reader.GetString(0)] = reader.GetFieldValue<uint>(1);
            }
        }

        _catalog = new DatabaseCatalog([.. oids.Select(o => Table(o.Key, o.Value))], [], ImmutableDictionary<string, int>.Empty, "");
        _reads = await PolicyReads.ReadAsync(_database.DataSource, _catalog, Cancel);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public void A_table_without_policies_reads_itself() => AssertReads("plain", ["plain"], ClaimUse.None, unknown: false);

    [Fact]
    public void A_policy_reads_the_tables_of_its_sub_selects_and_their_policies() =>
        AssertReads("docs", ["docs", "members"], ClaimUse.Subject | ClaimUse.Roles, unknown: false);

    [Fact]
    public void A_view_reads_what_its_tables_read() =>
        AssertReads("docs_view", ["docs", "docs_view", "members", "plain"], ClaimUse.Subject | ClaimUse.Roles, unknown: false);

    [Fact]
    public void The_clock_and_a_function_of_unknown_reads_cannot_be_known()
    {
        Assert.True(Find("clocked").Unknown);
        Assert.True(Find("secretive").Unknown);
    }

    /// <summary>The words now and today are times when they are read, as a text may hold them.</summary>
    [Fact]
    public void A_text_that_is_read_as_a_time_may_be_the_clock()
    {
        var names = _catalog.Relations.Select(r => r.Name).Where(n => n.StartsWith("clock_", StringComparison.Ordinal)).Append("by_word");
        Assert.All(names, n => Assert.True(Find(n).Unknown, n));
        Assert.DoesNotContain(_catalog.Relations, r => r.Name.StartsWith("still_", StringComparison.Ordinal) && Find(r.Name).Unknown);
    }

    [Fact]
    public void A_function_may_declare_what_it_reads() =>
        AssertReads("open_book", ["members", "open_book"], ClaimUse.Roles | ClaimUse.Subject, unknown: false);

    private ReadSet Find(string table) => _reads.Find(_catalog.Relations.Single(r => r.Name == table));

    private void AssertReads(string table, string[] tables, ClaimUse claims, bool unknown)
    {
        var reads = Find(table);
        Assert.Equal(tables, _catalog.Relations.Where(r => reads.Tables.Contains(r.Oid)).Select(r => r.Name).Order());
        Assert.Equal((claims, unknown), (reads.Claims, reads.Unknown));
    }

    private static Relation Table(string name, uint oid) => new()
    {
        Oid = oid, Schema = "public", Name = name, Kind = RelationKind.Table, Tags = ImmutableDictionary<string, string>.Empty,
        Columns = [],
        UniqueKeys = [], Select = RoleMask.Everyone, Insert = RoleMask.Nobody, Update = RoleMask.Nobody, Delete = RoleMask.Nobody,
        RowSecurity = false, Tracked = true, EstimatedRows = 0,
    };
}
