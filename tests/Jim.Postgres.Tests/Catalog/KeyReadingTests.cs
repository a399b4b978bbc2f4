using Jim.Postgres.Catalog;

namespace Jim.Postgres.Tests.Catalog;

/// <summary>Which columns tell the rows of a relation apart, and what foreign keys of and to partitions and children point at.</summary>
public sealed class KeyReadingTests
{
    private const string Sql =
        """"
        create table nulls (a int unique, b int);
        create unique index nulls_both on nulls (a, b) nulls not distinct;
        create materialized view mats as select 1 as id;
        create unique index mats_id on mats (id) include (id);
        create unique index mats_some on mats (id) where id > 0;
        create unique index mats_expression on mats ((id + 1));
        create view seen as select a, b, a as "odd ""name""" from nulls;
        comment on view seen is E'@key b "odd ""name""", b @name Sight\nWhat is seen.';
        create view wrong as select a from nulls;
        comment on view wrong is '@key a nope';
        create view empty as select a from nulls;
        comment on view empty is '@key';
        create view unordered as select '{}'::json as doc, array['{}'::json] as docs;
        comment on view unordered is '@key docs';
        create table keyed (id int primary key, b int);
        comment on table keyed is '@key b';
        create domain filled as int not null;
        create view outers as select n.a, f.x::filled as x from nulls n left join (select 1 as a, 2 as x) f on f.a = n.a;
        create table parents (id int primary key, name text not null, code int not null unique);
        create table children (extra int) inherits (parents);
        create table grandchildren () inherits (children);
        alter table grandchildren alter name drop not null;
        create table parent_refs (id int primary key, parent_id int unique references parents, code int references parents (code));
        create table customers (id int primary key);
        create table pays (id int, at date, customer_id int, other_id int, note text) partition by range (at);
        create table pays_one (note text, junk int, other_id int, customer_id int, at date, id int);
        alter table pays_one drop column junk;
        alter table pays_one add constraint one_pays foreign key (customer_id) references customers;
        alter table pays attach partition pays_one for values from ('2026-01-01') to ('2026-02-01');
        create table pays_two partition of pays for values from ('2026-02-01') to ('2026-03-01') partition by list (id);
        create table pays_three partition of pays_two default;
        alter table pays_three add constraint another_pays foreign key (customer_id) references customers;
        create table pay_keys (id int primary key, v int) partition by range (id);
        create table pay_keys_one (v int, id int not null);
        alter table pay_keys attach partition pay_keys_one for values from (0) to (100);
        create unique index on pay_keys_one (v);
        create table refs (
          whole int references pay_keys, part int references pay_keys_one (id), part_only int references pay_keys_one (v));
        """";

    [Fact]
    public async Task Reads_which_keys_tell_rows_apart()
    {
        var catalog = await ReadAsync();
        var nulls = Find(catalog, "nulls");
        Assert.Null(nulls.Key);
        Assert.Equal([("nulls_a_key", false), ("nulls_both", true)], nulls.UniqueKeys.Select(k => (k.Name, k.TellsRowsApart(nulls))));
        Assert.All(nulls.UniqueKeys, k => Assert.True(k.IsUniqueAmongVisible(nulls)));
        var mats = Find(catalog, "mats");
        Assert.Null(mats.Key);
        Assert.Equal(
            [("mats_id", true, false), ("mats_some", false, false)],
            mats.UniqueKeys.Select(k => (k.Name, k.IsUniqueAmongVisible(mats), k.TellsRowsApart(mats))));
        Assert.False(Find(catalog, "outers").Column("x")!.NotNull);
    }

    [Fact]
    public async Task Takes_a_key_from_a_comment_and_warns_of_one_that_cannot_be_used()
    {
        var catalog = await ReadAsync();
        var seen = Find(catalog, "seen");
        Assert.Equal(["b", "odd \"name\""], seen.Key!.Columns.Select(c => c.Name));
        Assert.True(seen.Key.TellsRowsApart(seen));
        Assert.False(seen.Key.IsUniqueAmongVisible(seen));
        Assert.Equal(("Sight", "What is seen."), (seen.Tags["name"], seen.Description));
        var keyed = Find(catalog, "keyed");
        Assert.Equal(("keyed_pkey", "@key"), (keyed.Key!.Name, keyed.UniqueKeys[^1].Name));
        Assert.All(["wrong", "empty", "unordered"], view => Assert.Null(Find(catalog, view).Key));
        Assert.Equal(
            [
                "'@key ' in the comment on public.empty is not used: it names no column.",
                "'@key docs' in the comment on public.unordered is not used: values of the column \"docs\" have no order.",
                "'@key a nope' in the comment on public.wrong is not used: there is no column \"nope\".",
            ],
            catalog.Warnings.OrderBy(w => w.Split(" on ")[1], StringComparer.Ordinal).ThenBy(w => w, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_of_a_table_is_none_of_the_whole_with_its_children()
    {
        var catalog = await ReadAsync();
        var parents = Find(catalog, "parents");
        Assert.True(parents.HasChildren);
        Assert.Equal("parents_pkey", parents.Key!.Name);
        Assert.All(parents.UniqueKeys, k => Assert.False(k.IsUniqueAmongVisible(parents) || k.TellsRowsApart(parents)));
        Assert.Equal((true, false), (parents.Column("id")!.NotNull, parents.Column("name")!.NotNull));
        Assert.True(Find(catalog, "children").HasChildren);
        Assert.False(Find(catalog, "grandchildren").HasChildren);
        Assert.False(Find(catalog, "pays").HasChildren);
        Assert.True(Assert.Single(Find(catalog, "parent_refs").ForeignKeys, k => k.Columns[0].Name == "parent_id").Unique);
    }

    [Fact]
    public async Task A_foreign_key_of_a_partition_is_one_of_the_whole()
    {
        var catalog = await ReadAsync();
        var key = Assert.Single(Find(catalog, "pays").ForeignKeys);
        Assert.Equal(("another_pays", "customer_id", "id"), (key.Name, key.Columns.Single().Name, key.ToColumns.Single().Name));
        Assert.Same(Find(catalog, "customers"), key.To);
    }

    [Fact]
    public async Task A_foreign_key_to_a_partition_points_at_the_whole_where_it_points_at_a_key_of_it()
    {
        var keys = Find(await ReadAsync(), "refs").ForeignKeys;
        Assert.Equal(["part", "whole"], keys.Select(k => k.Columns.Single().Name).Order(StringComparer.Ordinal));
        Assert.All(keys, k => Assert.Equal(("pay_keys", "id"), (k.To.Name, k.ToColumns.Single().Name)));
    }

    private static Relation Find(DatabaseCatalog catalog, string name) => catalog.Relations.Single(r => r.Name == name);

    private static async Task<DatabaseCatalog> ReadAsync()
    {
        await using var database = await TestDatabase.CreateAsync(ApplicationRoles.Sql, Sql);
        return await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken);
    }
}
