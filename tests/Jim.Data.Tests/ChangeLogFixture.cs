using Jim.Data.Migrations;

namespace Jim.Data.Tests;

/// <summary>A database with tables of many shapes, all tracked, and a way to see what one transaction logged.</summary>
public sealed class ChangeLogFixture : IAsyncLifetime
{
    /// <summary>What migrate does at its end, and a keeper when the catalog has changed: outcomes as "table outcome", with commas.</summary>
    internal const string Track = """
        select coalesce(string_agg(concat_ws(' ', t.tbl, t.outcome), ', '), '')
        from jim.forget_dropped_tables(), lateral (
          select p.tbl, jim.track_outcome(p.tbl, p.state, p.reason) from jim.tables_to_track('{public}') p) t (tbl, outcome)
        where t.outcome is not null
        """;

    private const string Tables = """
        create extension citext;
        create table notes (id int primary key, title text, price numeric, body json, stars int[]);
        create table parents (code text primary key);
        create table children (id int primary key, parent text references parents on delete cascade on update cascade,
          friend int references children on delete set null);
        create table pairs (b int, a date, note text, primary key (b, a));
        create table named (spare text, name citext not null, constraint named_name unique (name));
        create table loose (x int);
        create table parted (id int, day int, note text, primary key (id, day)) partition by range (day);
        create table parted_one partition of parted for values from (1) to (10);
        create table parted_two partition of parted for values from (10) to (20);
        create table quiet (id int primary key); comment on table quiet is E'@untracked\nNot worth it.';
        """;

    private MigratedDatabase? _database;

    public MigratedDatabase Database => _database!;

    public async ValueTask InitializeAsync() => _database = await MigratedDatabase.CreateAsync(DataModel.None, Tables);

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>
    /// Runs the statements as one transaction; what it logged, as "op table key changed", in the order of table, op and key.
    /// </summary>
    public async Task<string> LogOfAsync(params string[] statements)
    {
        await using var session = await BeginAsync();
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement);
        }

        var log = await LogAsync(session);
        await session.CommitAsync();
        return log;
    }

    internal Task<SqlSession> BeginAsync() => SqlSession.BeginAsync(Database.Database.DataSource);

    /// <summary>What the transaction logged so far.</summary>
    internal static Task<string> LogAsync(SqlSession session) => session.ScalarAsync<string>("""
        select coalesce(string_agg(
          concat_ws(' ', op, tbl::regclass, nullif(array_to_string(key, ','), ''), case op when 'U' then changed end), '; '
          order by tbl::regclass::text collate "C", op, key, seq), '') from jim.change where xid = pg_current_xact_id()
        """);
}
