using Jim.Data.Migrations;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Jim.Data.Tests;

/// <summary>There is no snapshot class: the EF model is held against the migrated database itself.</summary>
public sealed class ModelTests(StarterFixture fixture) : IClassFixture<StarterFixture>
{
    // Of the starter history in the platform's schema: jim.files has the column only where documents are.
    private static readonly string[] Elsewhere = ["jim.files.document_id uuid null"];

    [Fact]
    public async Task The_starter_model_is_what_the_migrations_made()
    {
        await using var connection = await fixture.Database.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var context = Histories.Starter(connection);
        await CompareAsync(context.Model, "public", connection);
    }

    [Fact]
    public async Task The_platform_model_is_what_the_migrations_made()
    {
        await using var connection = await fixture.Database.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var context = Histories.Platform(connection);
        await CompareAsync(context.Model, "jim", connection);
    }

    [Fact]
    public async Task Documents_are_read_and_written_through_the_model()
    {
        var token = TestContext.Current.CancellationToken;
        await using var context = Histories.Starter(fixture.Database.Database.ConnectionString);
        var id = Guid.NewGuid();
        context.Add(new Document { Id = id, OwnerId = Seeding.SeedIds.Alice, Title = "From EF", Status = DocumentStatus.Review });
        await context.SaveChangesAsync(token);
        var document = await context.Documents.Include(d => d.Owner)
            .SingleAsync(d => d.Id == id && d.Status == DocumentStatus.Review, token);
        document.Title = "Again";
        await context.SaveChangesAsync(token);
        Assert.Equal((2L, "alice@example.com", "{}"), (document.Version, document.Owner!.Email, document.Meta!.RootElement.GetRawText()));
    }

    private static async Task CompareAsync(IModel model, string schema, NpgsqlConnection connection)
    {
        var entities = model.GetEntityTypes().ToArray();
        Assert.All(entities, e => Assert.Equal(schema, e.GetSchema()));
        var expected = entities.SelectMany(e => e.GetProperties().Select(p =>
            $"{schema}.{e.GetTableName()}.{p.GetColumnName()} {p.GetColumnType().Replace("public.", "", StringComparison.Ordinal)} "
                + $"{(p.IsColumnNullable() ? "null" : "not null")}"));
        Assert.Equal(Sorted(expected), Sorted((await ColumnsAsync(connection, schema)).Except(Elsewhere)));
        var keys = entities.Where(e => e.FindPrimaryKey() is not null).Select(e =>
            $"{e.GetTableName()} ({string.Join(", ", e.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()))})");
        Assert.Equal(Sorted(keys), Sorted(await ListAsync(connection, $"""
            select format('%s (%s)', c.relname, (select string_agg(a.attname, ', ' order by k.n)
              from unnest(p.conkey) with ordinality k (attnum, n) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum))
            from pg_constraint p join pg_class c on c.oid = p.conrelid
            where p.contype = 'p' and p.connamespace = '{schema}'::regnamespace and c.relname not like 'history%'
            """)));
        var references = entities.SelectMany(e => e.GetForeignKeys()).Select(f =>
            $"{f.DeclaringEntityType.GetTableName()}.{f.Properties.Single().GetColumnName()} {f.PrincipalEntityType.GetTableName()}");
        Assert.Equal(Sorted(references), Sorted(await ListAsync(connection, $"""
            select format('%s.%s %s', c.relname, a.attname, r.relname) from pg_constraint f
            join pg_class c on c.oid = f.conrelid join pg_class r on r.oid = f.confrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
            where f.contype = 'f' and c.relnamespace = '{schema}'::regnamespace and r.relnamespace = '{schema}'::regnamespace
            """)));
    }

    private static Task<List<string>> ColumnsAsync(NpgsqlConnection connection, string schema) => ListAsync(connection, $"""
        select format('%s.%s.%s %s %s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then 'not null' else 'null' end)
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = '{schema}' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname not like 'history%'
        """);

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var list = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
