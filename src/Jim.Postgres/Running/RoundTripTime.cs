using System.Diagnostics;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>Measures the time that the network takes between Jim and Postgres, and says how many more connections it calls for.</summary>
internal static class RoundTripTime
{
    private const int Tries = 20;

    /// <summary>How long an empty statement takes when Postgres runs on the same machine.</summary>
    private static readonly TimeSpan Local = TimeSpan.FromMilliseconds(0.5);

    /// <summary>How long Postgres itself works on a usual statement.</summary>
    private static readonly TimeSpan Statement = TimeSpan.FromMilliseconds(0.2);

    /// <summary>
    /// The shortest of up to 20 round trips of an empty statement. The first ones are slower, because code is compiled and caches are
    /// filled, and any of them is slower on a busy machine; so the shortest says most about the network.
    /// </summary>
    public static async Task<TimeSpan> MeasureAsync(NpgsqlConnection connection)
    {
        var least = TimeSpan.MaxValue;
        await using var command = new NpgsqlCommand("select 1", connection);
        for (var i = 0; i < Tries && least > Local; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(start);
            least = took < least ? took : least;
        }

        return least;
    }

    /// <summary>
    /// How many times more connections keep Postgres as busy as they would on the same machine: a connection is idle while its statement
    /// and the answer travel (Little's law). At least 1.
    /// </summary>
    /// <param name="roundTrip">As <see cref="MeasureAsync"/> gives it.</param>
    public static double GetPoolFactor(TimeSpan roundTrip) =>
        1 + (Math.Max(0, (roundTrip - Local).TotalMilliseconds) / Statement.TotalMilliseconds);
}
