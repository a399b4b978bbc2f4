using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Jim.Data.Migrations;

/// <summary>
/// The team's own <c>*.sql</c> files, named by number (<c>0007_invoices.sql</c>): each is applied once, in a transaction of its own, in
/// order of number. A file that was applied must not be changed.
/// </summary>
internal static class TeamMigrations
{
    public static async Task ApplyAsync(
        NpgsqlConnection connection, string folder, Action<string> report, CancellationToken cancellationToken)
    {
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        foreach (var path in ListFiles(folder))
        {
            var name = Path.GetFileName(path);
            var text = (await File.ReadAllTextAsync(path, cancellationToken)).ReplaceLineEndings("\n");
            var checksum = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            if (!applied.TryGetValue(name, out var known))
            {
                await ApplyAsync(connection, name, text, checksum, cancellationToken);
                report($"applied {name}");
            }
            else if (!known.AsSpan().SequenceEqual(checksum))
            {
                throw new MigrationException($"{path} was changed after it was applied; put it back and write a new file for what is new");
            }
        }
    }

    private static async Task<Dictionary<string, byte[]>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, checksum from jim.migration", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            applied.Add(rows.GetString(0), (byte[])rows.GetValue(1));
        }

        return applied;
    }

    // Without the folder there are no migrations.
    private static string[] ListFiles(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var numbered = Directory.GetFiles(folder, "*.sql")
            .Select(path => (Path: path, Number: ReadNumber(path))).OrderBy(f => f.Number).ToArray();
        for (var i = 1; i < numbered.Length; i++)
        {
            if (numbered[i].Number == numbered[i - 1].Number)
            {
                throw new MigrationException($"{numbered[i - 1].Path} and {numbered[i].Path} have the same number");
            }
        }

        return [.. numbered.Select(f => f.Path)];
    }

    private static decimal ReadNumber(string path)
    {
        var name = Path.GetFileName(path);
        var digits = name.TakeWhile(char.IsAsciiDigit).Count();
        return decimal.TryParse(name.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MigrationException($"{path} has no number: migrations are named like 0001_what_it_does.sql");
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, string name, string text, byte[] checksum, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var statement in SqlScript.Split(text))
        {
            if (statement.EndsTransaction)
            {
                throw new MigrationException(
                    $"{name}:{statement.Line}: a migration is one transaction already; take BEGIN, COMMIT and ROLLBACK out");
            }

            try
            {
                // The unused positional parameter keeps Npgsql from cutting the text itself, at the semicolons of a BEGIN ATOMIC body too.
                await using var command = new NpgsqlCommand(statement.Text, connection, transaction)
                {
                    Parameters = { new() { Value = 0 } },
                };
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException error)
            {
                throw new MigrationException($"{name}:{statement.GetLine(error.Position)}: {error.MessageText} ({error.SqlState})", error);
            }
        }

        await using var record = new NpgsqlCommand("insert into jim.migration (name, checksum) values ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = name }, new() { Value = checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
