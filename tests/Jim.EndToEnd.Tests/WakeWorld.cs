namespace Jim.EndToEnd.Tests;

/// <summary>
/// A Jim with tables whose rows are found by keys and foreign keys of many kinds: numbers, UUIDs, texts, texts that are equal though they
/// differ, in partitions, and under a policy that reads another table.
/// </summary>
public sealed class WakeWorld : JimWorld
{
    private const string Tables = """
        create extension citext;
        create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create domain code as text;
        create table owners (id uuid primary key, name text);
        create table kinds (id text collate folded primary key, title text);
        create table labels (id citext primary key, title text);
        create table shelves (id code primary key, title text);
        create table items (id bigint primary key, title text, amount int, owner_id uuid references owners on delete set null,
          kind_id text collate folded references kinds on update cascade, label_id citext references labels on update cascade,
          shelf_id code references shelves on update cascade, parent_id bigint references items on delete cascade on update cascade);
        create table parts (item_id bigint references items on delete cascade on update cascade, day int, note text,
          primary key (item_id, day)) partition by range (day);
        create table parts_early (day int not null, note text, item_id bigint not null);
        alter table parts attach partition parts_early for values from (0) to (5);
        create table parts_late partition of parts for values from (5) to (10);
        create table secrets (id int primary key, owner_id uuid references owners on delete cascade, body text);
        alter table secrets enable row level security;
        create policy seen on secrets for select using (exists (
          select from items i where i.owner_id = secrets.owner_id and i.amount > 4));
        create table peers (id int primary key, owner_id uuid references owners on delete cascade, level int);
        alter table peers enable row level security;
        create function top_level() returns int stable security definer language sql as 'select max(level) from public.peers';
        comment on function top_level() is '@reads public.peers';
        create policy seen on peers for select using (level >= top_level() - 1);
        create view amounts as select owner_id, sum(amount)::int as total from items group by owner_id;
        comment on view amounts is '@key owner_id';
        grant select on all tables in schema public to jim_anonymous;
        """;

    public WakeWorld()
    {
        Environment["JIM_MODEL"] = "none";
        Environment["JIM_LIMIT_RATE"] = "0";
        Environment["JIM_LIMIT_DATABASE_SECONDS"] = "0";
    }

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public JimClient Anyone => new(Address);

    protected override async Task StartAsync()
    {
        await Database.ExecuteAsync(Tables);
        await using (var jim = JimProcess.Start(Environment, "migrate", "--env-file", "/dev/null"))
        {
            Assert.Equal(0, await jim.ExitAsync(TimeSpan.FromSeconds(60)));
        }

        Gateway = await JimProcess.RunAsync(Environment);
    }
}
