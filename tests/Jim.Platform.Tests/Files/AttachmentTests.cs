using Jim.GraphQL.Types;
using Jim.Platform.Files;
using Jim.Postgres.Catalog;

namespace Jim.Platform.Tests.Files;

/// <summary>
/// Files belong to rows of whatever tables <c>jim.files</c> has a foreign key to: here a table of a team with a key that is no UUID.
/// </summary>
public sealed class AttachmentTests : IAsyncLifetime
{
    private const string Invoices = """
        create table public.invoices (number bigint primary key, "Owner" uuid not null);
        comment on table public.invoices is 'Bills.';
        alter table public.invoices enable row level security, force row level security;
        create policy own on public.invoices for select to jim_user using ("Owner" = (select jim.user_id()));
        grant select on public.invoices to jim_user;
        create table public.secrets (id uuid primary key);
        create table public.letters (id int primary key, deleted_at timestamptz);
        comment on table public.letters is '@softDelete';
        grant select on public.letters to jim_user;
        insert into public.letters values (1, null), (2, now());
        create table public.ledgers (number numeric primary key);
        create table public.days (day date primary key);
        create table public.hosts (address inet primary key);
        grant select on public.ledgers, public.days, public.hosts to jim_user;
        insert into public.ledgers values (123456789012345678901234567890.50);
        insert into public.days values ('9999-12-31'), ('infinity');
        insert into public.hosts values ('10.0.0.1');
        alter table jim.files add column invoice bigint references public.invoices, add column secret uuid references public.secrets,
          add column letter int references public.letters, add column ledger numeric references public.ledgers,
          add column day date references public.days, add column host inet references public.hosts;
        create table public.scans (number bigint primary key);
        grant select on public.scans to jim_user;
        insert into public.scans values (9);
        alter table jim.files add column paper bigint references public.invoices references public.scans,
          add column ack bigint references public.scans, add column stamped bigint references public.scans;
        comment on column jim.files.stamped is '@omit create update';
        grant insert (invoice, paper, ack, stamped, secret, letter, ledger, day, host) on jim.files to jim_user;
        """;

    private readonly FilesWorld _world = new();
    private Dictionary<string, AttachmentColumn> _columns = [];

    public async ValueTask InitializeAsync()
    {
        await _world.ReadyAsync();
        await _world.ExecuteAsync(
            $"{Invoices} insert into public.invoices values (7, '{FilesWorld.Alice.Subject}'), (9, '{FilesWorld.Alice.Subject}')");
        var catalog = await CatalogReader.ReadAsync(_world.Superuser, CatalogOptions.Default, TestContext.Current.CancellationToken);
        var files = catalog.Relations.Single(r => r is { Schema: "jim", Name: "files" });
        _columns = AttachmentColumn.Find(files, column => column.Name, ["file", "ack"])
            .ToDictionary(c => c.Column.Name, c => c.Attachment);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Takes_files_for_rows_that_the_caller_sees_in_any_table()
    {
        var file = await _world.UploadAsync([1], target: For("invoice", 7L));

        Assert.Equal(7L, await _world.ValueAsync<long>($"select invoice from jim.files where id = '{file.FileId}'"));
        Assert.Equal(
            ["ack", "day", "document_id", "host", "invoice", "ledger", "letter", "paper", "secret"],
            _columns.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("ackId", "paper"), (_columns["ack"].InputName, _columns["paper"].InputName));
    }

    /// <summary>Such a column is one member of the input: 9 is there in both tables, 7 in one.</summary>
    [Fact]
    public async Task Takes_a_column_with_several_foreign_keys_once_and_looks_in_each_table()
    {
        var file = await _world.UploadAsync([1], target: For("paper", 9L));
        Assert.Equal(9L, await _world.ValueAsync<long>($"select paper from jim.files where id = '{file.FileId}'"));

        var refused = await Assert.ThrowsAsync<GraphQLException>(() => _world.UploadAsync([1], target: For("paper", 7L)));
        Assert.Equal(ErrorTable.FileTargetNotFound.Code, refused.Errors[0].Code);
    }

    [Theory]
    [InlineData("ledger", "Decimal", "123456789012345678901234567890.5", "123456789012345678901234567890.50")]
    [InlineData("day", "LocalDate", "\"9999-12-31\"", "9999-12-31")]
    [InlineData("day", "LocalDate", "\"infinity\"", "infinity")]
    [InlineData("host", "String", "\"10.0.0.1/32\"", "10.0.0.1")]
    public async Task Takes_files_for_rows_by_a_key_of_any_type(string column, string scalar, string id, string stored)
    {
        Assert.True(Scalars.GetCoercion(scalar).TryParseJson(JsonElement.Parse(id), out var value, out _));
        var file = await _world.UploadAsync([1], target: For(column, value!));
        Assert.True(await _world.ValueAsync<bool>($"select {column} = '{stored}' from jim.files where id = '{file.FileId}'"));
    }

    [Theory]
    [InlineData("invoice", 8L, true)]
    [InlineData("invoice", 7L, false)]
    public async Task Refuses_rows_that_are_missing_or_hidden_as_not_there(string column, long id, bool alice)
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(() =>
            _world.UploadAsync([1], target: For(column, id), caller: alice ? FilesWorld.Alice : FilesWorld.Bob));

        Assert.Equal(
            (ErrorTable.FileTargetNotFound.Code, "There is nothing under the given invoice."),
            (refused.Errors[0].Code, refused.Errors[0].Message));
    }

    [Fact]
    public async Task Refuses_rows_that_are_deleted_softly_as_not_there()
    {
        await _world.UploadAsync([1], target: For("letter", 1));
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => _world.UploadAsync([1], target: For("letter", 2)));

        Assert.Equal(ErrorTable.FileTargetNotFound.Code, refused.Errors[0].Code);
    }

    [Fact]
    public async Task Refuses_rows_of_a_table_that_the_caller_may_not_read_as_not_there()
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(
            () => _world.UploadAsync([1], target: For("secret", Guid.NewGuid())));

        Assert.Equal(ErrorTable.FileTargetNotFound.Code, refused.Errors[0].Code);
    }

    private UploadTarget.NewFile For(string column, object id) => new() { Attachments = [new(_columns[column], id)] };
}
