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
        alter table jim.files add column invoice bigint references public.invoices, add column secret uuid references public.secrets,
          add column letter int references public.letters;
        grant insert (invoice, secret, letter) on jim.files to jim_user;
        """;

    private readonly FilesWorld _world = new();
    private Dictionary<string, AttachmentColumn> _columns = [];

    public async ValueTask InitializeAsync()
    {
        await _world.ReadyAsync();
        await _world.ExecuteAsync($"{Invoices} insert into public.invoices values (7, '{FilesWorld.Alice.Subject}')");
        var catalog = await CatalogReader.ReadAsync(_world.Superuser, CatalogOptions.Default, TestContext.Current.CancellationToken);
        var files = catalog.Relations.Single(r => r is { Schema: "jim", Name: "files" });
        _columns = AttachmentColumn.Find(files, column => column.Name).ToDictionary(c => c.Column.Name, c => c.Attachment);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Takes_files_for_rows_that_the_caller_sees_in_any_table()
    {
        var file = await _world.UploadAsync([1], target: For("invoice", 7L));

        Assert.Equal(7L, await _world.ValueAsync<long>($"select invoice from jim.files where id = '{file.FileId}'"));
        Assert.Equal(["document_id", "invoice", "letter", "secret"], _columns.Keys.Order(StringComparer.Ordinal));
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
