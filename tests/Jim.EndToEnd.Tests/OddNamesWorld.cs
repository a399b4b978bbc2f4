namespace Jim.EndToEnd.Tests;

/// <summary>
/// Jim on a database whose tables have the names of Jim's own, names that clash, and names that GraphQL has no place for.
/// </summary>
public sealed class OddNamesWorld : EmbeddedWorld
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public OddNamesWorld() => Environment["JIM_MODEL"] = "none";

    protected override async Task StartAsync()
    {
        await Database.ExecuteAsync("""
            create table folder (id int primary key, title text);
            create table files (id int primary key, folder_id int references folder, path text);
            create table "Job" (id int primary key, company text);
            create table buckets (id int primary key, color text);
            create type file_state as enum ('old', 'new');
            create table states (id int primary key, state file_state);
            create table s (id int primary key);
            create table x_s (id int primary key);
            create table "1 😀" (id int primary key);
            create table twins (id int primary key, a_b int, "aB" int, "A_B" int);
            create table me (id int primary key);
            create table upload_acknowledgement (id int primary key);
            create table "Twins" (id int primary key);
            create table twin (id int primary key);
            create table prisma (id text primary key, "updatedAt" timestamp not null);
            insert into folder values (1, 'ours');
            insert into files values (1, 1, '/ours');
            """);
        await using (var migrate = JimProcess.Start(Environment, "migrate", "--env-file", "/dev/null"))
        {
            Assert.Equal(0, await migrate.ExitAsync(Soon));
        }

        await Database.ExecuteAsync("grant select, insert, update, delete on all tables in schema public to jim_user");
        await base.StartAsync();
    }
}
