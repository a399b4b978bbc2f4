using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Mutations;

namespace Jim.Postgres.Tests.Running;

/// <summary>A created row is found though Postgres has stored another key than the one that was sent.</summary>
public sealed class AlteredKeyTests(AlteredKeyTests.Database database) : IClassFixture<AlteredKeyTests.Database>
{
    private static readonly Caller user = new("jim_user", "00000000-0000-4000-8000-000000000001", [], null, null, null, null);

    [Theory]
    [InlineData("Lowered", "\"ABC\"", "\"abc\"")]
    [InlineData("Lowered", "\"\"", "\"\"")]
    [InlineData("IntoList", "\"ABC\"", "\"abc\"")]
    [InlineData("WholeRow", "\"ABC\"", "\"abc\"")]
    [InlineData("OtherRow", "\"ABC\"", "\"abc\"")]
    [InlineData("ByStatement", "\"ABC\"", "\"abc\"")]
    [InlineData("ByCall", "\"ABC\"", "\"abc\"")]
    [InlineData("ByAlias", "\"ABC\"", "\"abc\"")]
    [InlineData("ByLoop", "\"ABC\"", "\"abc\"")]
    [InlineData("Partitioned", "\"ABC\"", "\"abc\"")]
    [InlineData("Rounded", "1.005", "1.01")]
    [InlineData("RoundedDomain", "1.005", "1.01")]
    [InlineData("Cut", "\"abc   \"", "\"abc\"")]
    [InlineData("Padded", "\"ab\"", "\"ab   \"")]
    [InlineData("Timed", "\"2026-03-01T10:00:00.5Z\"", "\"2026-03-01T10:00:01Z\"")]
    [InlineData("Folded", "\"ABC\"", "\"ABC\"")]
    [InlineData("Addressed", "\"10.0.0.1\"", "\"10.0.0.1/32\"")]
    [InlineData("Spanned", "\"[1,10]\"", "\"[1,11)\"")]
    [InlineData("Marked", "B", "\"B\"")]
    public async Task The_created_row_is_told_with_the_key_that_it_has(string table, string sent, string stored)
    {
        var row = $"{char.ToLowerInvariant(table[0])}{table[1..]}";
        var answer = await MutateAsync(
            $"mutation {{ create{table}(input: {{ code: {sent}, note: \"n\" }}) {{ {row} {{ code note }} errors {{ __typename }} }} }}");
        Assert.Equal($$"""{"{{row}}":{"code":{{stored}},"note":"n"},"errors":null}""", answer);
    }

    /// <summary>A trigger that makes the key of another column, as a slug of a title, gives the row another key with each update.</summary>
    [Theory]
    [InlineData("article", "note: \"B C\"", "b-c")]
    [InlineData("article", "note: \"D\", newCode: \"ignored\"", "d")]
    [InlineData("essay", "note: \"B C\"", "b-c")]
    public async Task The_updated_row_is_told_with_the_key_that_a_trigger_gives_it(string table, string input, string stored)
    {
        await database.Host.Database.ExecuteAsync($"delete from {table}; insert into {table} values ('', 'A')");
        var type = $"{char.ToUpperInvariant(table[0])}{table[1..]}";
        var answer = await MutateAsync(
            $"mutation {{ update{type}(input: {{ code: \"a\", {input} }}) {{ {table} {{ code }} errors {{ __typename }} }} }}");
        Assert.Equal($$"""{"{{table}}":{"code":"{{stored}}"},"errors":null}""", answer);
    }

    [Fact]
    public async Task A_made_key_that_a_trigger_replaces_is_told()
    {
        var answer = await MutateAsync("mutation { createReplaced(input: { note: \"n\" }) { replaced { id note } } }");
        Assert.Equal("""{"replaced":{"id":"00000000-0000-4000-8000-000000000007","note":"n"}}""", answer);
    }

    /// <summary>RETURNING asks the policies for reading before triggers that run later have made the row visible.</summary>
    [Fact]
    public async Task A_row_that_becomes_visible_by_a_later_trigger_is_told_where_no_trigger_sets_the_key()
    {
        var answer = await MutateAsync("mutation { createTeam(input: { note: \"n\" }) { team { note } errors { __typename } } }", user);
        Assert.Equal("""{"team":{"note":"N"},"errors":null}""", answer);
    }

    [Fact]
    public async Task A_row_may_point_at_one_by_a_value_that_its_type_rounds()
    {
        await database.Host.Database.ExecuteAsync("insert into rounded values (7.01, 'parent')");
        var answer = await MutateAsync(
            "mutation { createPointing(input: { id: 1, parentCode: 7.005 }) { pointing { id parentCode } errors { __typename } } }");
        Assert.Equal("""{"pointing":{"id":1,"parentCode":7.01},"errors":null}""", answer);
    }

    /// <summary>Until the commit there are two rows of the key.</summary>
    [Fact]
    public async Task A_key_that_is_looked_at_in_the_end_is_a_typed_error_then()
    {
        await database.Host.Database.ExecuteAsync("insert into late values (1, 'a'), (2, 'b')");
        const string payload = "{ late { id note } errors { __typename } }";
        Assert.Equal(
            """{"late":null,"errors":[{"__typename":"UniqueError"}]}""",
            await MutateAsync($"mutation {{ createLate(input: {{ id: 1, note: \"c\" }}) {payload} }}", isCommitted: false));
        Assert.Equal(
            """{"late":null,"errors":[{"__typename":"UniqueError"}]}""",
            await MutateAsync($"mutation {{ updateLate(input: {{ id: 1, newId: 2 }}) {payload} }}", isCommitted: false));
        Assert.Equal(
            """{"late":{"id":3,"note":"a"},"errors":null}""",
            await MutateAsync($"mutation {{ updateLate(input: {{ id: 1, newId: 3 }}) {payload} }}"));
    }

    private async Task<string> MutateAsync(string document, Caller? caller = null, bool isCommitted = true)
    {
        var (operation, values) = database.Host.Read(document, null, caller);
        var field = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], values).Single();
        var plan = new MutationPlanner(new PlanOptions()).Plan(operation, field, values);
        var result = await new MutationRunner(database.Host.Pools).RunAsync(
            plan, values, caller ?? QueryHost.Admin, MutationContext.Default, TestContext.Current.CancellationToken);
        Assert.Empty(result.Value.Errors);
        Assert.Equal(isCommitted, result.Committed);
        return Encoding.UTF8.GetString(result.Value.Json.Span);
    }

    public sealed class Database : IAsyncLifetime
    {
        private const string Sql =
            """
            create extension citext;
            create extension hstore;
            create domain price as numeric(5, 2);
            create table lowered (code text primary key, note text);
            create table into_list (code text primary key, note text);
            create table whole_row (code text primary key, note text);
            create table other_row (code text primary key, note text);
            create table by_statement (code text primary key, note text);
            create table by_call (code text primary key, note text);
            create table by_alias (code text primary key, note text);
            create table by_loop (code text primary key, note text);
            create table partitioned (code text primary key, note text) partition by hash (code);
            create table part partition of partitioned for values with (modulus 1, remainder 0);
            create table rounded (code numeric(5, 2) primary key, note text);
            create table rounded_domain (code price primary key, note text);
            create table cut (code varchar(3) primary key, note text);
            create table padded (code char(5) primary key, note text);
            create table timed (code timestamptz(0) primary key, note text);
            create table folded (code citext primary key, note text);
            create table addressed (code inet primary key, note text);
            create table spanned (code int4range primary key, note text);
            create table replaced (id uuid primary key, note text);
            create table pointing (id int primary key, parent_code numeric(5, 2) not null references rounded);
            create table late (id int primary key deferrable initially deferred, note text);
            create type label as enum ('a', 'b');
            create domain mark as label;
            create table marked (code mark primary key, note text);
            create table team (id uuid primary key, note text);
            create table member (team_id uuid primary key, user_id text not null);

            create table article (code text primary key, note text not null);
            create table essay (code text primary key, note text not null) partition by list (code);
            create table essay_part partition of essay default;
            create function slugs() returns trigger language plpgsql as $$
              begin new.code := lower(replace(new.note, ' ', '-')); return new; end $$;
            create trigger t before insert or update on article for each row execute function slugs();
            create trigger t before insert or update on essay_part for each row execute function slugs();
            create function lowers() returns trigger language plpgsql as $$ begin new.code := lower(new.code); return new; end $$;
            create function lowers_by_into() returns trigger language plpgsql as $$
              declare n int; begin select 1, lower(new.code) into n, NEW . "code"; return new; end $$;
            create function lowers_row() returns trigger language plpgsql as $$
              begin new := jsonb_populate_record(new, jsonb_build_object('code', lower(new.code))); return new; end $$;
            create function lowers_other() returns trigger language plpgsql as $$
              declare r record; begin r := new; r.code := lower(r.code); return r; end $$;
            create function lowers_by_statement() returns trigger language plpgsql as $$ begin
              execute format('select ($1 #= hstore(%L, lower($2))).*', 'code') into new using new, new.code; return new; end $$;
            create procedure lower_it(inout it text) language plpgsql as $$ begin it := lower(it); end $$;
            create function lowers_by_call() returns trigger language plpgsql as $$ begin call lower_it(new.code); return new; end $$;
            create function lowers_by_alias() returns trigger language plpgsql as $$
              declare it alias for new; begin it.code := lower(it.code); return it; end $$;
            create function lowers_by_loop() returns trigger language plpgsql as $$
              begin for new in select lower(new.code), new.note loop exit; end loop; return new; end $$;
            create trigger t before insert on by_statement for each row execute function lowers_by_statement();
            create trigger t before insert on by_call for each row execute function lowers_by_call();
            create trigger t before insert on by_alias for each row execute function lowers_by_alias();
            create trigger t before insert on by_loop for each row execute function lowers_by_loop();
            create function replaces() returns trigger language plpgsql as $$
              begin new.id = '00000000-0000-4000-8000-000000000007'; return new; end $$;
            create function shouts() returns trigger language plpgsql as $$
              begin if new.id is null then return null; end if; new.note := upper(new.note); return new; end $$;
            create function joins() returns trigger language plpgsql security definer set search_path = public as $$
              begin insert into member values (new.id, current_setting('jim.sub', true)); return null; end $$;
            create trigger t before insert on lowered for each row execute function lowers();
            create trigger t before insert on into_list for each row execute function lowers_by_into();
            create trigger t before insert on whole_row for each row execute function lowers_row();
            create trigger t before insert on other_row for each row execute function lowers_other();
            create trigger t before insert on part for each row execute function lowers();
            create trigger t before insert on replaced for each row execute function replaces();
            create trigger t before insert on team for each row execute function shouts();
            create trigger u after insert on team for each row execute function joins();
            alter table team enable row level security;
            create policy members on team for select to jim_user using (exists (select from member m where m.team_id = id));
            create policy anybody on team for insert to jim_user with check (true);
            grant all on all tables in schema public to jim_admin;
            grant select, insert on team to jim_user;
            grant select on member to jim_user;
            """;

        internal QueryHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await QueryHost.CreateAsync(["public"], Sql);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
