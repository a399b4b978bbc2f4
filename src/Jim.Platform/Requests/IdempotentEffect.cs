using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Jim.GraphQL.Limits;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// One effect of a request with an <c>Idempotency-Key</c>: a root field, or all of them where they are one transaction or one job. Its row
/// in <c>jim.idempotency</c> is made at the beginning of the effect's transaction and gets the answer at its end. So of two equal requests
/// at once the second waits for the first and then finds its answer, and an effect that was rolled back has left nothing.
/// </summary>
/// <param name="subject">The user, to whom the key belongs.</param>
/// <param name="field">The root field's response name; empty for all of them.</param>
/// <param name="digest">SHA-256 of the request.</param>
public sealed class IdempotentEffect(string subject, string key, string field, byte[] digest)
{
    /// <summary>Clients can fill the table with what they select; an answer that is to be kept is small.</summary>
    private const int AnswerBytesMax = 256 * 1024;

    private const string Claim = """
        insert into jim.idempotency as i (subject, key, field, digest) values ($1, $2, $3, $4)
        on conflict (subject, key, field) do update set digest = excluded.digest, answer = null, at = now() where i.at < now() - $5
        returning true
        """;

    private const string FindOthers = """
        select exists (select from jim.idempotency i where i.subject = $1 and i.key = $2 and i.digest <> $3 and i.at >= now() - $4)
        """;

    private const string FindAnswer = """
        select i.answer, pg_current_snapshot()::text from jim.idempotency i where i.subject = $1 and i.key = $2 and i.field = $3
        """;

    private const string Keep = "update jim.idempotency i set answer = $4 where i.subject = $1 and i.key = $2 and i.field = $3";

    /// <summary>The bound on an answer.</summary>
    public static Limit Limit =>
        Limit.Fixed("Largest answer to a mutation with an `Idempotency-Key`, in bytes.", AnswerBytesMax, "`JIM_IDEMPOTENCY_KEY`");

    /// <summary>Another request has used the key.</summary>
    public bool IsMismatch { get; private set; }

    /// <summary>What <see cref="KeepAsync"/> was given by an earlier request; null: there was none.</summary>
    public byte[]? Answer { get; private set; }

    /// <summary>With an answer: an MVCC snapshot that sees the effect.</summary>
    public string PgSnapshotText { get; private set; } = string.Empty;

    /// <summary>The effect of a request's field; of all fields without one.</summary>
    public static IdempotentEffect For(OperationInput input, string key, string field = "")
    {
        // A batch carries one header for several requests, and a list of variables makes several of one.
        var place = string.Create(CultureInfo.InvariantCulture, $"{input.Request.RequestIndex}/{input.Request.VariableIndex}/{field}");
        return new IdempotentEffect(input.Caller.Subject ?? string.Empty, key, place, ComputeDigest(input.Request));
    }

    /// <summary>
    /// Claims the effect in an open transaction, as the login role. False: it is not to be run, because there is an answer or a mismatch.
    /// </summary>
    public async ValueTask<bool> ClaimAsync(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Statements.BuildCommand(Claim, subject, key, field, digest, OldRows.KeepAnswers),
                Statements.BuildCommand(FindOthers, subject, key, digest, OldRows.KeepAnswers),
                Statements.BuildCommand(FindAnswer, subject, key, field),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        var isClaimed = await reader.ReadAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        IsMismatch = reader.GetBoolean(0);
        await reader.NextResultAsync();
        if (!isClaimed && !IsMismatch && await reader.ReadAsync())
        {
            (Answer, PgSnapshotText) = (reader.GetFieldValue<byte[]>(0), reader.GetString(1));
        }

        return isClaimed && !IsMismatch;
    }

    /// <summary>
    /// Keeps the answer, in the same transaction and as the login role. Throws <see cref="GraphQLException"/> (JIM_IDEMPOTENCY_KEY) for one
    /// that is too large; nothing of the transaction must be kept then.
    /// </summary>
    public async ValueTask KeepAsync(NpgsqlConnection connection, byte[] answer)
    {
        if (answer.Length > AnswerBytesMax)
        {
            throw RequestErrors.IdempotentAnswerTooLarge(AnswerBytesMax).ToException();
        }

        await connection.ExecuteAsync([Statements.BuildCommand(Keep, subject, key, field, answer)], CancellationToken.None);
    }

    /// <summary>Of what the request does: text, name of the operation, variables as they were sent, and the files.</summary>
    private static byte[] ComputeDigest(GraphQLRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(request.Query.Span));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(request.OperationName ?? string.Empty)));
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(request.Variables?.GetRawText() ?? string.Empty)));
        hash.AppendData([request.ErrorsWithoutPropagation ? (byte)1 : (byte)0]);
        foreach (var (place, upload) in request.Uploads.OrderBy(u => u.Key, StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(place)));
            hash.AppendData((upload as IUploadedContent)?.Sha256 ?? []);
        }

        return hash.GetHashAndReset();
    }
}
