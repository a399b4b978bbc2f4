using Npgsql;

namespace Jim.Data.Tests;

/// <summary>One open transaction; rolled back at the end unless committed.</summary>
internal sealed class SqlSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private SqlSession(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SqlSession> BeginAsync(NpgsqlDataSource dataSource)
    {
        var connection = await dataSource.OpenConnectionAsync(Token);
        return new(connection, await connection.BeginTransactionAsync(Token));
    }

    /// <summary>Rows affected.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>The statement fails with insufficient_privilege; the transaction goes on as if it had not been tried.</summary>
    public async Task RefusedAsync(string sql)
    {
        await ExecuteAsync("savepoint tried");
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        await ExecuteAsync("rollback to tried");
    }

    public async Task CopyAsync(string copy, string text)
    {
        await using var writer = await _connection.BeginTextImportAsync(copy, Token);
        await writer.WriteAsync(text.AsMemory(), Token);
    }

    public Task CommitAsync() => _transaction.CommitAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
