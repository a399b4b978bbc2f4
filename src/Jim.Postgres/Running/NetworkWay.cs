using System.Diagnostics;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>How far Postgres is, and what that means for the number of connections.</summary>
internal static class NetworkWay
{
    private const int Tries = 20;

    /// <summary>What an empty statement takes on the same machine.</summary>
    private static readonly TimeSpan Local = TimeSpan.FromMilliseconds(0.5);

    /// <summary>What a usual statement takes inside Postgres.</summary>
    private static readonly TimeSpan Statement = TimeSpan.FromMilliseconds(0.2);

    /// <summary>The least of a few round trips: the first ones compile and warm up, and a busy machine makes any of them long.</summary>
    public static async Task<TimeSpan> MeasureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var least = TimeSpan.MaxValue;
        await using var command = new NpgsqlCommand("select 1", connection);
        for (var i = 0; i < Tries && least > Local; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync(cancellationToken);
            var took = Stopwatch.GetElapsedTime(start);
            least = took < least ? took : least;
        }

        return least;
    }

    /// <summary>By how much more connections keep the database as busy as fewer would from near (Little's law).</summary>
    public static double Factor(TimeSpan way) => 1 + (Math.Max(0, (way - Local).TotalMilliseconds) / Statement.TotalMilliseconds);
}
