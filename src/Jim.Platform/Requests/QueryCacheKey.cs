using System.Security.Cryptography;
using System.Text;
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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, schema);
        Append(hash, caller.Role);
        Append(hash, reads.Claims.HasFlag(ClaimUse.Subject) || reads.Unknown ? caller.Subject : null);
        Append(hash, reads.Claims.HasFlag(ClaimUse.Roles) || reads.Unknown ? string.Join(',', caller.Roles) : null);
        Append(hash, reads.Claims.HasFlag(ClaimUse.Others) || reads.Unknown ? $"{caller.Name}\n{caller.Email}\n{caller.Client}" : null);
        Append(hash, input.Request.ErrorsWithoutPropagation ? "NULL" : null);
        Append(hash, input.Operation.Name);
        Append(hash, input.Request.Variables is { } variables ? variables.GetRawText() : null);
        hash.AppendData(input.Operation.Document.Source.Text.Span);
        return hash.GetHashAndReset();
    }

    /// <summary>The length stands before the text, so that no two lists of texts have the same bytes.</summary>
    private static void Append(IncrementalHash hash, string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? string.Empty);
        hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
        hash.AppendData(bytes);
    }
}
