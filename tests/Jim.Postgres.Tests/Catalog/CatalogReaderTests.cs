using Jim.Postgres.Catalog;

namespace Jim.Postgres.Tests.Catalog;

public sealed class CatalogReaderTests
{
    private const string Sql =
        """"
        create type mood as enum ('sad', 'in between', 'Happy');
        create domain email as text check (value like '%@%');
        create domain known_email as email not null;
        create table people (
          id uuid primary key,
          "Odd ""name""" int,
          mail known_email,
          secret text,
          moods mood[],
          born daterange,
          full_name text generated always as (secret || 'x') stored,
          number int generated always as identity,
          deleted_at timestamptz
        );
        comment on table people is E'@softDelete @name Person\n@reads users claim\nThose who\nuse it.';
        comment on column people.secret is '@omit';
        alter table people enable row level security;
        create unique index people_mail on people (mail) where deleted_at is null;
        create unique index people_some on people (number) where number > 3;
        create unique index people_expression on people (lower(secret));
        create table badges (
          person_id uuid not null unique references people,
          label text not null default '',
          place int unique
        );
        comment on constraint badges_person_id_fkey on badges is '@name wearer';
        create table measures (at date not null, place text not null, value float8, primary key (at, place)) partition by range (at);
        create table measures_2026 partition of measures for values from ('2026-01-01') to ('2027-01-01');
        create table readings (at date, place text, foreign key (at, place) references measures);
        create view names as select full_name from people;
        create materialized view counts as select count(*) as n from people;
        create function noted() returns trigger language plpgsql as 'begin return null; end';
        create trigger jim_change_insert after insert on badges for each statement execute function noted();
        create trigger jim_change_update after update on badges for each statement execute function noted();
        create trigger jim_change_delete after delete on badges for each statement execute function noted();
        create trigger jim_change_truncate after truncate on badges for each statement execute function noted();
        create trigger jim_change_insert after insert on people for each statement execute function noted();
        create schema jim create table jobs (id uuid primary key) create table setting (id uuid primary key);
        grant usage on schema jim to jim_admin;
        grant select on jim.jobs to public;
        grant select on people to jim_admin;
        grant select (id, mail), insert (id), update (mail) on people to jim_user;
        grant insert, delete on badges to public;
        """";

    [Fact]
    public async Task Reads_relations_columns_and_keys()
    {
        var catalog = await ReadAsync();
        Assert.Equal(
            ["public.badges", "public.counts", "public.measures", "public.names", "public.people", "public.readings", "jim.jobs"],
            catalog.Relations.Select(r => r.ToString()));
        var people = Find(catalog, "people");
        Assert.Equal(
            ["id", "Odd \"name\"", "mail", "secret", "moods", "born", "full_name", "number", "deleted_at"],
            people.Columns.Select(c => c.Name));
        Assert.Equal(["people_pkey", "people_mail", "people_some"], people.UniqueKeys.Select(k => k.Name));
        Assert.Equal("people_pkey", people.Key?.Name);
        Assert.Equal([false, true, true], people.UniqueKeys.Select(k => k.Partial));
        Assert.Equal([true, true, false], people.UniqueKeys.Select(k => k.IsUniqueAmongVisible(people)));
        Assert.True(people.RowSecurity);
        Assert.Equal("badges_person_id_key", Find(catalog, "badges").Key?.Name);
        Assert.Equal(["at", "place"], Find(catalog, "measures").Key!.Columns.Select(c => c.Name));
        Assert.Equal(RelationKind.PartitionedTable, Find(catalog, "measures").Kind);
        Assert.Equal(RelationKind.View, Find(catalog, "names").Kind);
        Assert.Equal(RelationKind.MaterializedView, Find(catalog, "counts").Kind);
        Assert.True(Find(catalog, "jobs").Platform);
        Assert.True(Find(catalog, "badges").Tracked);
        Assert.False(people.Tracked);
    }

    [Fact]
    public async Task Reads_what_columns_are_made_of()
    {
        var people = Find(await ReadAsync(), "people");
        var mail = people.Column("mail")!;
        Assert.Equal(("known_email", "email", "text"), (mail.Type.Name, mail.Type.BaseType!.Name, mail.Type.Effective.Name));
        Assert.True(mail.NotNull);
        var moods = people.Column("moods")!.Type;
        Assert.Equal((DataTypeKind.Array, DataTypeKind.Enum), (moods.Kind, moods.Element!.Kind));
        Assert.Equal(["sad", "in between", "Happy"], moods.Element.Labels);
        Assert.Equal((DataTypeKind.Range, "date"), (people.Column("born")!.Type.Kind, people.Column("born")!.Type.Element!.Name));
        Assert.True(people.Column("full_name")!.Generated);
        Assert.True(people.Column("number")!.Generated);
        Assert.False(people.Column("id")!.HasDefault);
        Assert.True(Find(await ReadAsync(), "badges").Column("label")!.HasDefault);
    }

    [Fact]
    public async Task Reads_steering_and_descriptions_from_comments()
    {
        var catalog = await ReadAsync();
        var people = Find(catalog, "people");
        Assert.Equal("Those who\nuse it.", people.Description);
        Assert.Equal("Person", people.Tags["name"]);
        Assert.Equal("users claim", people.Tags["reads"]);
        Assert.True(people.SoftDelete);
        Assert.True(people.Column("secret")!.Tags.ContainsKey("omit"));
        Assert.Null(people.Column("secret")!.Description);
        Assert.Equal("wearer", Find(catalog, "badges").ForeignKeys[0].Tags["name"]);
    }

    [Fact]
    public async Task Ties_foreign_keys_from_both_sides()
    {
        var catalog = await ReadAsync();
        var wears = Assert.Single(Find(catalog, "badges").ForeignKeys);
        Assert.Same(Find(catalog, "people"), wears.To);
        Assert.Same(wears, Assert.Single(wears.To.ReferencedBy));
        Assert.True(wears.Unique);
        var composite = Assert.Single(Find(catalog, "readings").ForeignKeys);
        Assert.Equal((false, true), (composite.Unique, composite.Nullable));
        Assert.Equal(["at", "place"], composite.ToColumns.Select(c => c.Name));
    }

    [Fact]
    public async Task Reads_rights_of_each_role_with_public_column_grants_and_schema_usage()
    {
        var catalog = await ReadAsync();
        var people = Find(catalog, "people");
        Assert.Equal("user admin service", Who(catalog, people.Column("mail")!.Select));
        Assert.Equal("admin", Who(catalog, people.Column("secret")!.Select));
        Assert.Equal("user service", Who(catalog, people.Column("id")!.Insert));
        Assert.Equal("user service", Who(catalog, people.Column("mail")!.Update));
        Assert.Equal("user admin service", Who(catalog, people.Select));
        Assert.Equal("user service", Who(catalog, people.Insert));
        Assert.Equal("", Who(catalog, people.Delete));
        Assert.Equal("anonymous user admin service", Who(catalog, Find(catalog, "badges").Delete));
        Assert.Equal("admin", Who(catalog, Find(catalog, "jobs").Select));
    }

    [Fact]
    public async Task The_fingerprint_follows_structure_and_rights_only()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        var first = await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken);
        await database.ExecuteAsync("insert into measures values ('2026-01-01', 'x', 1); analyze");
        Assert.Equal(first.Fingerprint, await FingerprintAsync());
        var seen = new HashSet<string> { first.Fingerprint };
        foreach (var change in (string[])[
            "grant select on readings to jim_user", "comment on table readings is 'x'", "alter type mood add value 'calm'",
            "alter table readings add extra int", "create unique index on readings (extra)", "drop view names"])
        {
            await database.ExecuteAsync(change);
            Assert.True(seen.Add(await FingerprintAsync()), change);
        }

        async Task<string> FingerprintAsync() =>
            (await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken)).Fingerprint;
    }

    private static Relation Find(DatabaseCatalog catalog, string name) => catalog.Relations.Single(r => r.Name == name);

    private static string Who(DatabaseCatalog catalog, RoleMask mask) =>
        string.Join(
            ' ', catalog.Roles.Where(r => mask.Intersects(new RoleMask(1UL << r.Value))).OrderBy(r => r.Value).Select(r => r.Key[4..]));

    private static async Task<DatabaseCatalog> ReadAsync()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        return await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken);
    }
}
