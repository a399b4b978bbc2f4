using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>Fills batches of statements, which go to Postgres in one round trip.</summary>
public static class BatchFilling
{
    /// <summary>Appends the statements in their order; the batch, to be disposed by the caller as before.</summary>
    public static NpgsqlBatch With(this NpgsqlBatch batch, IEnumerable<NpgsqlBatchCommand> commands)
    {
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
