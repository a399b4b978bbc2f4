using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

public sealed class RelationNamesTests
{
    [Fact]
    public async Task Comments_on_a_foreign_key_name_both_of_its_sides()
    {
        var view = await ViewAsync(
            "create table authors (id int primary key); "
            + "create table books (id int primary key, writer int references authors, editor_id int references authors); "
            + "comment on constraint books_writer_fkey on books is '@name author @reverse written'");
        Assert.Equal("id writer editorId editor author", view.Names("Book"));
        Assert.Equal("id books written", view.Names("Author"));
    }

    [Fact]
    public async Task An_omitted_foreign_key_gives_no_fields()
    {
        var view = await ViewAsync(
            "create table authors (id int primary key); create table books (id int primary key, author_id int references authors); "
            + "comment on constraint books_author_id_fkey on books is '@omit'");
        Assert.Equal("id authorId", view.Names("Book"));
        Assert.Equal("id", view.Names("Author"));
    }

    [Fact]
    public async Task A_direct_connection_has_the_name_before_one_across_a_join()
    {
        var view = await ViewAsync(
            "create table users (id int primary key); create table teams (id int primary key, owner_id int references users); "
            + "create table team_users (id int primary key, team_id int references teams, user_id int references users, unique "
            + "(team_id, user_id))");
        Assert.Equal("id teamUsers teams teamsThroughTeamUsers", view.Names("User"));
        Assert.Equal("id ownerId owner teamUsers users", view.Names("Team"));
    }

    [Fact]
    public async Task A_foreign_key_that_stands_twice_is_told_once()
    {
        var view = await ViewAsync(
            "create table authors (id int primary key); create table books (id int primary key, author_id int references authors, "
            + "constraint again foreign key (author_id) references authors)");
        Assert.Equal("id authorId author", view.Names("Book"));
        Assert.Equal("id books", view.Names("Author"));
    }

    private static async Task<SchemaView> ViewAsync(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(
            ApplicationRoles.Sql, sql, "grant select on all tables in schema public to jim_user");
        var catalog = await CatalogReader.ReadAsync(database.DataSource, CatalogOptions.Default, TestContext.Current.CancellationToken);
        return DatabaseSchema.Build(catalog, SchemaOptions.Default).ViewFor("jim_user");
    }
}
