namespace Jim.Postgres.Running;

/// <summary>The connections to Postgres: a pool for each kind of work, so that none waits for connections that another holds.</summary>
public sealed class PostgresPools : IAsyncDisposable
{
    public PostgresPools(PoolOptions options)
    {
        Reads = new ConnectionPool(options, "jim reads", options.Reads, options.StatementTimeout);
        Writes = new ConnectionPool(options, "jim writes", options.Writes, options.StatementTimeout);
        LongWork = new ConnectionPool(options, "jim long work", options.LongWork, options.LongStatementTimeout);
        Disclosure = options.Disclosure;
    }

    /// <summary>For queries and the runs of live queries.</summary>
    public ConnectionPool Reads { get; }

    /// <summary>For mutations.</summary>
    public ConnectionPool Writes { get; }

    /// <summary>For work that may take minutes.</summary>
    public ConnectionPool LongWork { get; }

    /// <summary>What clients are told of the failures of statements that run on these connections.</summary>
    public Disclosure Disclosure { get; }

    public async ValueTask DisposeAsync()
    {
        await Reads.DisposeAsync();
        await Writes.DisposeAsync();
        await LongWork.DisposeAsync();
    }
}
