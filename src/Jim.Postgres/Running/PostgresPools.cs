namespace Jim.Postgres.Running;

/// <summary>The connections to Postgres: a pool for each kind of work, so that none waits for connections that another holds.</summary>
public sealed class PostgresPools : IAsyncDisposable
{
    private const string ReadsName = "jim reads";
    private const string WritesName = "jim writes";
    private const string LongWorkName = "jim long work";

    /// <summary>
    /// A write goes on a little when its client has left, as on a telephone that loses its network: nearly every write is done by then, and
    /// only one that waits for a lock or works for long is cancelled.
    /// </summary>
    private static readonly TimeSpan WriteCancelDelay = TimeSpan.FromMilliseconds(500);

    private readonly StatementCanceller _canceller;

    public PostgresPools(PoolOptions options)
    {
        Disclosure = options.Disclosure;
        Time = new DatabaseTime(options.TimePerMinute, options.TimeProvider);
        _canceller = new StatementCanceller(options.ConnectionString, options.CancelInterval, ReadsName, WritesName, LongWorkName);
        Reads = new ConnectionPool(options, ReadsName, options.Reads, options.StatementTimeout, _canceller, TimeSpan.Zero, Time);
        Writes = new ConnectionPool(options, WritesName, options.Writes, options.StatementTimeout, _canceller, WriteCancelDelay, Time);
        LongWork = new ConnectionPool(
            options, LongWorkName, options.LongWork, options.LongStatementTimeout, _canceller, TimeSpan.Zero, Time);
    }

    /// <summary>For queries and the runs of live queries.</summary>
    public ConnectionPool Reads { get; }

    /// <summary>For mutations.</summary>
    public ConnectionPool Writes { get; }

    /// <summary>For work that may take minutes.</summary>
    public ConnectionPool LongWork { get; }

    /// <summary>For how long each user's statements have held connections, all pools together.</summary>
    public DatabaseTime Time { get; }

    /// <summary>What clients are told of the failures of statements that run on these connections.</summary>
    public Disclosure Disclosure { get; }

    public async ValueTask DisposeAsync()
    {
        await _canceller.DisposeAsync();
        await Reads.DisposeAsync();
        await Writes.DisposeAsync();
        await LongWork.DisposeAsync();
    }
}
