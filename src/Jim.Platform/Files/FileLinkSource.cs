using Npgsql;

namespace Jim.Platform.Files;

/// <summary>Makes <see cref="FileLinks"/> from the installation's secret, read once when the first link is signed or verified.</summary>
public sealed class FileLinkSource(NpgsqlDataSource dataSource, TimeProvider timeProvider)
{
    private FileLinks? _links;

    public async ValueTask<FileLinks> LinksAsync()
    {
        if (_links is { } known)
        {
            return known;
        }

        await using var command = dataSource.CreateCommand("select value from jim.setting where name = 'secret'");
        var secret = await command.ExecuteScalarAsync(CancellationToken.None) as byte[] ?? throw new InvalidOperationException(
            "jim.setting has no secret");
        return _links = new FileLinks(secret, timeProvider);
    }
}
