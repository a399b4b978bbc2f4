using System.Globalization;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// A Jim whose database belongs to a role that is no superuser, with a team's own schema beside the starter model and its answers in Redis.
/// It can be backed up, lose its database and its data folder, and be restored.
/// </summary>
public class BackupWorld : EmbeddedWorld
{
    /// <summary>
    /// What a team may have: forced policies, identity and generated columns, a view, a type, a role, an extension's type.
    /// </summary>
    private const string Shop = """
        create schema shop;
        create type shop.size as enum ('small', 'large');
        create table shop.orders (
          id bigint generated always as identity primary key, item text not null, size shop.size not null default 'small',
          price numeric(12, 2) not null, taxed numeric generated always as (price * 1.19) stored, owner_id uuid, notes jsonb,
          at timestamptz not null default now(), constraint orders_price_check check (price >= 0));
        comment on table shop.orders is 'What was bought.';
        create table shop.progress (only_one boolean primary key default true, n integer not null);
        insert into shop.progress (n) values (0);
        create view shop.large as select * from shop.orders where size = 'large';
        alter table shop.orders enable row level security, force row level security;
        create policy own on shop.orders to jim_user using (owner_id = (select jim.user_id()));
        create policy keeper on shop.orders to current_user using (true) with check (true);
        grant usage on schema shop to jim_user, {0};
        grant select on shop.orders to jim_user, {0};
        insert into shop.orders (item, size, price, owner_id, notes) select 'Naïve – 日本語 🦊 ' || i, 'large', i * 1.11,
          '11111111-1111-4111-8111-111111111111', jsonb_build_object('i', i) from generate_series(1, 500) i;
        """;

    private readonly List<string> _others = [];
    private readonly string _backups = Directory.CreateTempSubdirectory("jim-backups-").FullName;

    /// <summary>The folder of the backups.</summary>
    public string Backups => Path.Combine(_backups, "dir");

    public string Owner => Database.Name + "_owner";

    public string Reporter => Database.Name + "_reporter";

    /// <summary>As the database's owner, who is no superuser.</summary>
    public string OwnerUrl => Database.UrlFor(Owner);

    /// <summary>The database as it was named at the beginning, with these settings changed; an empty value takes a setting away.</summary>
    public Dictionary<string, string> Settings(params (string Name, string Value)[] changes) => EnvironmentWith(changes);

    public override async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var other in _others)
        {
            await ExecuteAsAdminAsync($"drop database if exists {other} with (force)");
        }

        await base.DisposeAsync();
        Directory.Delete(_backups, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a verb to its end.</summary>
    public async Task<(int Status, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var process = JimProcess.Start(settings, [.. arguments, "--env-file", "/dev/null"]);
        var status = await process.ExitAsync(TimeSpan.FromMinutes(3));
        return (status, process.Log);
    }

    public Task<(int Status, string Output)> BackUpAsync(params string[] arguments) =>
        RunAsync(Environment, ["backup", Backups, .. arguments]);

    public async Task StopAsync() => await Gateway.DisposeAsync();

    public async Task StartAgainAsync() => Gateway = await JimProcess.RunAsync(Environment);

    /// <summary>As after a disaster: an empty database of the same name, and an empty data folder.</summary>
    public async Task LoseEverythingAsync()
    {
        await RecreateAsync(Database.Name);
        Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
    }

    /// <summary>An empty database of the owner's, in place of one of the same name.</summary>
    public async Task RecreateAsync(string name)
    {
        await ExecuteAsAdminAsync($"drop database if exists {name} with (force)");
        await ExecuteAsAdminAsync($"create database {name} owner {Owner}");
        Database.DataSource.Clear();
    }

    /// <summary>Empty, because here the schema <c>jim</c> is the owner's.</summary>
    protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync();

    protected override async Task StartAsync()
    {
        await Database.ExecuteAsync($"create role {Owner} login createrole; create role {Reporter} nologin");
        await Database.ExecuteAsync($"alter database {Database.Name} owner to {Owner}");
        await Database.ExecuteAsync($"grant {Reporter} to {Owner} with admin option");
        foreach (var role in (string[])["jim_anonymous", "jim_user", "jim_admin", "jim_service", "jim_gateway"])
        {
            await Database.ExecuteAsync($"""
                do $$ begin create role {role} nologin; exception when duplicate_object or unique_violation then null; end $$;
                grant {role} to {Owner} with admin option
                """);
        }

        Environment["DATABASE_OWNER_URL"] = OwnerUrl;
        Environment["JIM_SCHEMAS"] = "public,shop";
        Environment["REDIS_URL"] = TestServices.Redis;
        var (status, output) = await RunAsync(Environment, "migrate");
        Assert.True(status == 0, output);
        await Database.ExecuteAsync($"set role {Owner};" + Shop.Replace("{0}", Reporter, StringComparison.Ordinal) + "; reset role");
        await base.StartAsync();
    }

    /// <summary>The settings of an empty database of this name, with an empty data folder in <see cref="Backups"/>' parent.</summary>
    public async Task<Dictionary<string, string>> PrepareOtherAsync(string suffix, params (string Name, string Value)[] changes)
    {
        var name = $"{Database.Name}_{suffix}";
        await RecreateAsync(name);
        _others.Add(name);
        string Other(string url) => $"{url[..url.LastIndexOf('/')]}/{name}";
        return EnvironmentWith(
        [
            ("DATABASE_URL", Other(Environment["DATABASE_URL"])), ("DATABASE_OWNER_URL", Other(Environment["DATABASE_OWNER_URL"])),
            ("JIM_DATA", Path.Combine(_backups, suffix)),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}")),
            ("JIM_PUBLIC_URL", Address.AbsoluteUri), .. changes,
        ]);
    }

    /// <summary>The SHA-256 of what stands in the tables, for comparing databases.</summary>
    public async Task<string> DigestAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = name, Pooling = false }.ConnectionString);
        string[] tables = ["shop.orders", "shop.large", "public.documents", "public.users", "public.memberships", "jim.files"];
        var digests = new List<string>();
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand(
                $"select count(*) || ' ' || coalesce(encode(sha256(convert_to(string_agg(t::text, '|' order by t::text), 'UTF8')), 'hex'), '') "
                + $"from {table} t");
            digests.Add($"{table} {await command.ExecuteScalarAsync()}");
        }

        return string.Join('\n', digests);
    }

    /// <summary>As superuser, in the database <c>postgres</c>.</summary>
    public async Task ExecuteAsAdminAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The same with its files in S3.</summary>
public sealed class BackupS3World : BackupWorld
{
    public BackupS3World()
    {
        foreach (var (name, value) in S3Settings)
        {
            Environment[name] = value;
        }
    }

    private static IEnumerable<(string Name, string Value)> S3Settings =>
    [
        ("S3_ENDPOINT", TestServices.S3), ("S3_REGION", TestServices.S3Region), ("S3_BUCKET", TestServices.S3Bucket),
        ("S3_ACCESS_KEY_ID", TestServices.S3AccessKey), ("S3_SECRET_ACCESS_KEY", TestServices.S3SecretKey),
    ];
}
