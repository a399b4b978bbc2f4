using Jim.GraphQL.Validation.Sdl;
using Jim.GraphQL.Validation.TypeSystem;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

/// <summary>Names that clash or that GraphQL has no place for: the rest is served, and every one of them is told with its cure.</summary>
public sealed class OddNamesTests
{
    /// <summary>Always there, to see that it is served whatever stands beside it.</summary>
    private const string Good = "create table notes (id uuid primary key, body text)";

    [Theory]
    [InlineData("create table s (id int primary key)", "S", "s")]
    [InlineData("create table \"S\" (id int primary key)", "S", "s")]
    [InlineData("create table x_s (id int primary key)", "XS", "xs")]
    [InlineData("create table \"_s\" (id int primary key)", "S", "s")]
    [InlineData("create table \"ss\" (id int primary key)", "Ss", "ss")]
    [InlineData("create table \"___\" (id int primary key)", "U005fu005fu005f", "u005fu005fu005f")]
    [InlineData("create table \"😀\" (id int primary key)", "Ud83dude00", "ud83dude00")]
    [InlineData("create table \"1\" (id int primary key)", "_1", "_1s")]
    [InlineData("create table \" \" (id int primary key)", "U0020", "u0020")]
    [InlineData("create table \"__schema\" (id int primary key)", "Schema", "schemas")]
    [InlineData("create table \"a.b-c d\" (id int primary key)", "ABCD", "abcDs")]
    [InlineData("create table edit_note (a int); create table edit_note_change (id int)", "EditNoteChange", "editNoteChanges")]
    [InlineData("create table change_operation (id int primary key)", "ChangeOperation", "changeOperations")]
    [InlineData("create table upload (id int primary key)", "Upload", "uploads")]
    public async Task A_table_of_any_name_is_served(string sql, string type, string field)
    {
        var (view, notices) = await BuildAsync(sql);
        Assert.NotNull(view.Object(type));
        Assert.True(view.Has("Query", field));
        Assert.Empty(notices);
    }

    [Fact]
    public async Task A_name_of_63_letters_is_served()
    {
        var name = new string('ß', 31) + "s";
        var (view, notices) = await BuildAsync($"create table \"{name}\" (id int primary key, \"{name}\" int)");
        Assert.Empty(notices);
        Assert.Contains(view.Schema.Types, t => t.Name.StartsWith("U00dfu00df", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_columns_with_one_name_one_stays_and_each_other_is_told()
    {
        var (view, notices) = await BuildAsync(
            "create table t (id int primary key, a_b int, \"aB\" text, \"A_B\" date, \"Id\" uuid, b text, \"@\" int, \"Ü\" int, \"ü\" int); "
            + "create table u (\"bB\" int, b_b int primary key, c_c int, \"cC\" text); comment on column u.\"cC\" is '@name cC'; "
            + "create table v (id int primary key, x int, y int); comment on column v.x is '@name 1x'; comment on column v.y is '@name'");
        Assert.Equal("id aB b u0040 u00dc u00fc", view.Names("T"));
        Assert.Equal("aB: Int", view.Sdl("T", "aB"));
        Assert.Equal("bB cC", view.Names("U"));
        Assert.Equal(("bB: Int!", "cC: String"), (view.Sdl("U", "bB"), view.Sdl("U", "cC")));
        Assert.Equal("id", view.Names("V"));
        Assert.Equal(
            [
                "column \"A_B\" of public.t", "column \"Id\" of public.t", "column \"aB\" of public.t", "column \"bB\" of public.u",
                "column \"c_c\" of public.u", "column \"x\" of public.v", "column \"y\" of public.v",
            ],
            notices.Select(n => n.Subject).OrderBy(s => s[^1]).ThenBy(s => s, StringComparer.Ordinal));
        Assert.All(notices, n => Assert.Equal(SchemaNoticeKind.LeftOut, n.Kind));
        Assert.Equal(
            "column \"A_B\" of public.t is left out, because column \"a_b\" has the name aB: begin the comment on it with "
            + "'@name otherName', or with '@omit' (comment on column \"public\".\"t\".\"A_B\" is '@name otherName')",
            notices.Single(n => n.Subject.Contains("\"A_B\"", StringComparison.Ordinal)).ToString());
    }

    [Fact]
    public async Task A_column_that_nobody_sees_takes_no_name()
    {
        var (view, notices) = await BuildAsync(
            "create table t (id int primary key, a_b int, \"aB\" text)",
            "revoke all on t from jim_user; grant select (id, \"aB\") on t to jim_user");
        Assert.Equal(("id aB", "aB: String"), (view.Names("T"), view.Sdl("T", "aB")));
        Assert.Empty(notices);
    }

    [Fact]
    public async Task Of_tables_with_one_name_the_later_has_its_schema_before_it_or_is_left_out()
    {
        var (view, notices) = await BuildAsync(
            "create table thing (id int primary key, a int); create table \"Thing\" (id int primary key, b int); "
            + "create table things (id int primary key, c int); create view \"THINGS\" as select 1 as d; "
            + "create table public_thing (id int primary key, e int); "
            + "create table query (id int primary key); create table string (id int primary key); "
            + "create table named (id int primary key); comment on table named is '@name Thing'; "
            + "create table bad (id int primary key); comment on table bad is '@name 1 bad'; "
            + "create schema other; create table other.notes (id int primary key)");
        Assert.Equal("id", view.Names("Thing"));
        Assert.Equal("id e", view.Names("PublicThing"));
        Assert.Equal(
            [
                "public.THINGS LeftOut", "public.Thing LeftOut", "public.bad LeftOut", "public.query Renamed", "public.string Renamed",
                "public.thing LeftOut", "public.things LeftOut",
            ],
            notices.Select(n => $"{n.Subject} {n.Kind}").Order(StringComparer.Ordinal));
        Assert.Contains(
            "(comment on view \"public\".\"THINGS\" is '@name OtherName')",
            notices.Single(n => n.Subject == "public.THINGS").Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("note_filter_input", "PublicNoteFilterInput")]
    [InlineData("note_sort_input", "PublicNoteSortInput")]
    [InlineData("notes_connection", "PublicNotesConnection")]
    [InlineData("notes_edge", "PublicNotesEdge")]
    [InlineData("create_note_payload", "PublicCreateNotePayload")]
    [InlineData("update_note_error", "PublicUpdateNoteError")]
    [InlineData("page_info", "PublicPageInfo")]
    [InlineData("sort_enum_type", "PublicSortEnumType")]
    [InlineData("error", "PublicError")]
    [InlineData("unique_error", "PublicUniqueError")]
    [InlineData("string_operations", "PublicStringOperation")]
    [InlineData("long", "PublicLong")]
    public async Task A_table_yields_to_a_type_that_the_schema_has(string table, string type)
    {
        var (view, notices) = await BuildAsync($"create table \"{table}\" (id uuid primary key, n bigint)");
        Assert.True(view.Has(type, "n"));
        Assert.Equal((SchemaNoticeKind.Renamed, $"public.{table}"), (notices.Single().Kind, notices.Single().Subject));
    }

    [Fact]
    public async Task Tables_whose_lists_have_one_name_are_both_served()
    {
        var (view, notices) = await BuildAsync(
            "create table axis (id int primary key, a int); create table axes (id int primary key, b int); "
            + "create table box (id int primary key, by_data int unique); create table box_by_by_data (id int primary key)");
        Assert.Equal(("id b", "id a"), (view.Names("Axes"), view.Names("PublicAxis")));
        Assert.True(view.Has("Query", "axes") && view.Has("Query", "publicAxes"));
        Assert.True(view.Has("Query", "boxByByData") && view.Has("Query", "publicBoxByByData"));
        Assert.Equal(["public.axis", "public.box_by_by_data"], notices.Select(n => n.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Enums_yield_to_tables_and_to_the_filters_of_other_types()
    {
        var (view, _) = await BuildAsync(
            "create type note as enum ('a'); create type uuid as enum ('a', 'b'); create type nothing as enum (); "
            + "create type \"Mood\" as enum ('a'); create schema other; create type other.mood as enum ('b'); "
            + "create table t (id pg_catalog.uuid primary key, a note, b public.uuid, c nothing, d \"Mood\", e other.mood, "
            + "f public.uuid[])");
        Assert.Equal("id a b c d e f", view.Names("T"));
        Assert.Equal(
            ("a: NoteEnum", "c: String", "d: Mood", "e: MoodEnum"),
            (view.Sdl("T", "a"), view.Sdl("T", "c"), view.Sdl("T", "d"), view.Sdl("T", "e")));
        var filter = view.Input("TFilterInput").Fields;
        Assert.Contains("eq: UUID", view.Sdl(filter["id"].Type.ToString()!), StringComparison.Ordinal);
        Assert.Contains($"eq: {view.Field("T", "b").Type}", view.Sdl(filter["b"].Type.ToString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relation_without_a_free_name_is_left_out()
    {
        var (view, notices) = await BuildAsync(
            "create table authors (id int primary key); "
            + "create table books (id int primary key, author_id int references authors, author text, \"authorByAuthorId\" text, "
            + "editor int references authors, constraint bad foreign key (id) references authors); "
            + "comment on constraint bad on books is '@name a b @reverse'");
        Assert.Equal("id authorId author authorByAuthorId editor", string.Join(' ', view.Names("Book").Split(' ').Take(5)));
        Assert.Equal(
            [
                "the field that foreign key \"bad\" of public.books gives to public.authors",
                "the field that foreign key \"bad\" of public.books gives to public.books",
                "the field that foreign key \"books_author_id_fkey\" of public.books gives to public.books",
            ],
            notices.Select(n => n.Subject).Order(StringComparer.Ordinal));
        Assert.True(view.Has("Author", "booksByAuthor") && view.Has("Author", "booksByEditor"));
    }

    [Fact]
    public async Task Members_that_Jim_adds_stand_beside_columns_of_their_name()
    {
        var (view, _) = await BuildAsync(
            "create table t (if_version int primary key, version bigint not null default 0, n int); "
            + "create table f (id int primary key, \"and\" int, a int, is_null int); comment on column f.a is '@name and_'; "
            + "create table mishaps (id int primary key, n int); comment on table mishaps is '@name Errors'");
        Assert.Equal("ifVersion_: Int!, ifVersion: Long, n: Int, newIfVersion: Int", view.Sdl("UpdateTInput"));
        var filter = string.Join(' ', view.Input("FFilterInput").Fields.Select(f => f.Name));
        Assert.Equal("and or id and_ and__ isNull", filter);
        Assert.Equal("errors_ errors", view.Names("UpdateErrorsPayload"));
    }

    [Fact]
    public async Task A_relation_at_which_Jim_fails_does_not_keep_the_others_back()
    {
        var options = SchemaOptions.Default.Extend(s =>
        {
            if (IsShown("bad1") || (IsShown("bad2") && IsShown("notes")))
            {
                throw new InvalidOperationException("a fault");
            }

            bool IsShown(string table) => s.FindRows("public", table) is not null;
        });
        var (view, notices) = await BuildAsync(
            "create table bad1 (id int primary key); create table bad2 (id int primary key); create table more (id int primary key)",
            options: options);
        Assert.True(view.Has("Query", "mores"));
        Assert.False(view.TryGetType("Bad1", out _));
        Assert.Equal(2, notices.Length);
        Assert.Equal("public.bad1", notices[0].Subject);
        Assert.Contains("InvalidOperationException", notices[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_yields_to_a_field_or_type_of_an_extension()
    {
        var options = SchemaOptions.Default
            .Extend(s => s.Add(s.Query, new FieldBuilder("documents", Scalars.Int)))
            .Extend(s => s.Add(s.Query, new FieldBuilder("mine", Other())));
        var schema = DatabaseSchema.Build(await KitchenSink.Catalog, options);
        var view = schema.ViewFor("jim_admin");
        Assert.Equal(("documents: Int", "mine: Group"), (view.Sdl("Query", "documents"), view.Sdl("Query", "mine")));
        Assert.True(view.Has("Query", "publicDocuments"));
        Assert.True(view.Has("Query", "publicGroups"));
        Assert.Contains(schema.Notices, n => n is { Kind: SchemaNoticeKind.Renamed, Subject: "public.groups" });

        static ObjectTypeBuilder Other()
        {
            var type = new ObjectTypeBuilder("Group");
            type.Fields.Add(new FieldBuilder("x", type));
            return type;
        }
    }

    [Fact]
    public async Task Two_extensions_of_one_field_are_refused()
    {
        var options = SchemaOptions.Default
            .Extend(s => s.Add(s.Query, new FieldBuilder("mine", Scalars.Int)))
            .Extend(s => s.Add(s.Query, new FieldBuilder("mine", Scalars.Int)));
        var catalog = await KitchenSink.Catalog;
        var refused = Assert.Throws<SchemaException>(() => SchemaGenerator.Generate(catalog, options));
        Assert.Equal("Two extensions want the field name mine of Query.", refused.Message);
    }

    /// <summary>The schema as jim_user sees it, which is found to be valid, and what it tells of names.</summary>
    private static async Task<(SchemaView View, ImmutableArray<SchemaNotice> Notices)> BuildAsync(
        string sql, string? grants = null, SchemaOptions? options = null)
    {
        await using var database = await TestDatabase.CreateAsync(
            ApplicationRoles.Sql, Good, sql, "grant select, insert, update, delete on all tables in schema public to jim_user",
            grants ?? "select");
        var catalog = await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken);
        var schema = DatabaseSchema.Build(catalog, options ?? SchemaOptions.Default);
        var view = schema.ViewFor("jim_user");
        var printed = Parser.ParseDocument(Encoding.UTF8.GetBytes(SchemaPrinter.Print(view)), ParserOptions.Unlimited);
        Assert.Empty(SdlValidator.Validate(printed));
        Assert.Empty(SchemaValidator.Validate(SchemaBuilder.FromSdl(printed)));
        Assert.True(view.Has("Query", "notes") || options is not null);
        Assert.Equal(schema.Notices, DatabaseSchema.Build(catalog, options ?? SchemaOptions.Default).Notices);
        return (view, schema.Notices);
    }
}
