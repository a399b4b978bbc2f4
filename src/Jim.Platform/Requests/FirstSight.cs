using System.Collections.Concurrent;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// Makes the <c>users</c> row of a subject that is seen for the first time. Asked once per subject and process; the database decides.
/// </summary>
public sealed class FirstSight(NpgsqlDataSource dataSource)
{
    private const int SeenMax = 100_000;
    private readonly ConcurrentDictionary<Guid, bool> _seen = new();

    public async ValueTask WelcomeAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } subject || _seen.ContainsKey(subject))
        {
            return;
        }

        await using var command = dataSource.CreateCommand("select jim.first_sight($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)caller.Name ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)caller.Email ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (_seen.Count >= SeenMax)
        {
            _seen.Clear();
        }

        _seen[subject] = true;
    }
}
