using Npgsql;

namespace Jim.Server.Commands;

/// <summary>One step of <c>doctor</c>, which ends in its time or says that it did not.</summary>
/// <param name="Names">The findings that it makes.</param>
/// <param name="Examine">Throws <see cref="PostgresException"/> where Postgres refuses a statement of it.</param>
public sealed record Examination(ImmutableArray<string> Names, Func<CancellationToken, Task<IReadOnlyList<Finding>>> Examine)
{
    /// <summary>What the step found; for a step that failed or did not end in time a finding for each of its names that says so.</summary>
    /// <param name="within">How long it may take.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        try
        {
            return await Examine(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(
                $"not known: Postgres did not answer within {within.TotalSeconds:0} seconds",
                "Try again when the database is less busy; pg_stat_activity and pg_locks tell what it waits for.");
        }
        catch (PostgresException refused)
        {
            return Fail(
                $"not known: Postgres refused the question with SQLSTATE {refused.SqlState}", "Its own log has the text of the refusal.");
        }
        catch (NpgsqlException)
        {
            return Fail("not known: the connection to Postgres was lost or could not be made", "Try again.");
        }
    }

    private Finding[] Fail(string detail, string cure) => [.. Names.Select(name => new Finding(name, false, detail, cure))];
}
