using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Jim.GraphQL.Json;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>What an answer depends on besides the data: schema, operation, variables, role, and the claims that policies read.</summary>
public static class QueryCacheKey
{
    /// <summary>The SHA-256 of all of it, 32 bytes.</summary>
    public static byte[] Compute(OperationInput input, ReadSet reads) => Compute(input, reads, input.Snapshot.Fingerprint);

    /// <param name="input">The request.</param>
    /// <param name="reads">What the answer reads.</param>
    /// <param name="schema">On which state of the database's structure the answer depends.</param>
    /// <inheritdoc cref="Compute(OperationInput, ReadSet)"/>
    public static byte[] Compute(OperationInput input, ReadSet reads, string schema)
    {
        var caller = input.Caller;
        using var question = new JsonBuffer(1024, int.MaxValue);
        Append(question, schema);
        Append(question, caller.Role);
        Append(question, reads.Claims.HasFlag(ClaimUse.Subject) || reads.Unknown ? caller.Subject : null);
        Append(question, reads.Claims.HasFlag(ClaimUse.Roles) || reads.Unknown ? string.Join(',', caller.Roles) : null);
        Append(question, reads.Claims.HasFlag(ClaimUse.Others) || reads.Unknown ? $"{caller.Name}\n{caller.Email}\n{caller.Client}" : null);
        Append(question, input.Request.ErrorsWithoutPropagation ? "NULL" : null);
        Append(question, input.Operation.Name);
        var variables = input.Request.Variables is { } given ? JsonMarshal.GetRawUtf8Value(given) : default;
        AppendLength(question, input.Request.Variables is null ? -1 : variables.Length);
        question.WriteRaw(variables);
        question.WriteRaw(input.Operation.Document.Source.Text.Span);
        return SHA256.HashData(question.WrittenSpan);
    }

    /// <summary>The length stands before the text, so that no two lists of texts have the same bytes.</summary>
    private static void Append(JsonBuffer question, string? text)
    {
        AppendLength(question, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            question.Advance(Encoding.UTF8.GetBytes(text, question.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        }
    }

    private static void AppendLength(JsonBuffer question, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(question.GetSpan(sizeof(int)), bytes);
        question.Advance(sizeof(int));
    }
}
