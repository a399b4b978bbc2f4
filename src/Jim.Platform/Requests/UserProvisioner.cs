using Jim.Platform.Cache;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Replicas;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// Creates the <c>users</c> row of a subject (the token's <c>sub</c>) that is seen for the first time. Each process asks the database once
/// for each subject; the database decides whether a row is missing.
/// </summary>
public sealed class UserProvisioner(NpgsqlDataSource dataSource, CacheOptions? caches = null, ReadFloors? floors = null)
{
    private readonly GenerationCache<Guid, bool> _seen = new(entriesMax: 1_000_000)
    {
        BytesMax = (caches ?? CacheOptions.Default).Subjects / 2, SizeOf = _ => 128, Name = "subjects",
    };

    public async ValueTask ProvisionAsync(Caller caller)
    {
        if (caller.UserId is not { } subject || _seen.TryGet(subject, out _))
        {
            return;
        }

        await using var command = dataSource.CreateCommand("select jim.first_sight($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)caller.Name ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)caller.Email ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        floors?.Note(caller.ShareKey);
        _seen.Set(subject, true);
    }
}
