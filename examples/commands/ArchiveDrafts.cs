using System.ComponentModel;
using Jim.Extensions;
using Npgsql;

namespace Commands;

[Command]
[Description("Archives the caller's drafts whose title begins so.")]
public sealed record ArchiveDrafts(string Title, int Most = 100);

public sealed record Archived(int Documents);

public sealed class ArchiveDraftsHandler : ICommandHandler<ArchiveDrafts, Archived>
{
    public async Task<Archived> HandleAsync(ArchiveDrafts command, CommandContext context, CancellationToken cancellationToken)
    {
        var database = await context.BeginAsync(cancellationToken);
        await using var archive = new NpgsqlCommand(
            """
            update documents set status = 'archived' where id in (
              select id from documents where status = 'draft' and starts_with(title, $1) limit $2)
            """,
            database)
        {
            Parameters = { new() { Value = command.Title }, new() { Value = command.Most } },
        };
        return new Archived(await archive.ExecuteNonQueryAsync(cancellationToken));
    }
}
