using System.Security.Cryptography;
using System.Text;
using Jim.GraphQL.Operations;
using Jim.Platform.Cache;
using Jim.Platform.Schemas;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// A query operation taken apart: the root fields that the database answers, their plan, and all that the answer depends on.
/// </summary>
public sealed class Question
{
    private readonly PreparedRequest _prepared;

    private Question(PreparedRequest prepared) => _prepared = prepared;

    /// <summary>The root fields of <see cref="Plan"/>, in its order.</summary>
    public required IReadOnlyList<CollectedField> Fields { get; init; }

    /// <summary>Null: the operation asks nothing of the database.</summary>
    public required QueryPlan? Plan { get; init; }

    /// <summary>False: it has fields that are not the database's too (<c>me</c>, introspection, <c>__typename</c>).</summary>
    public required bool DatabaseOnly { get; init; }

    public required ReadSet Reads { get; init; }

    /// <summary>A table of it whose changes are not logged.</summary>
    public required string? Untracked { get; init; }

    public bool Cacheable => Plan is { IsRefused: false } && DatabaseOnly && !Reads.Unknown && Untracked is null;

    public IReadOnlyList<string> Tags => [.. Reads.Tables.Select(CacheTags.ForTable)];

    public static Question Of(PreparedRequest prepared)
    {
        var operation = prepared.Operation!;
        var snapshot = prepared.Snapshot!;
        var all = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], prepared.Variables);
        var fields = all.All(IsDatabase) ? all : [.. all.Where(IsDatabase)];
        var plan = fields.Count == 0 ? null : snapshot.Plans.Get(operation, fields, prepared.Variables);
        var dependencies = plan is null ? Dependencies.None : snapshot.FindDependencies(plan);
        return new Question(prepared)
        {
            Fields = fields,
            Plan = plan,
            DatabaseOnly = fields.Count == all.Count,
            Reads = dependencies.Reads,
            Untracked = dependencies.Untracked,
        };

        static bool IsDatabase(CollectedField field) => field.Definition?.Binding is FieldBinding;
    }

    /// <summary>
    /// A hash of operation, variables, role and the claims that the policies read: two questions of one key have one answer.
    /// </summary>
    public byte[] Key()
    {
        var caller = _prepared.Caller;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(_prepared.Snapshot!.Fingerprint);
        Add(caller.Role);
        Add(Reads.Claims.HasFlag(ClaimUse.Subject) || Reads.Unknown ? caller.Subject : null);
        Add(Reads.Claims.HasFlag(ClaimUse.Roles) || Reads.Unknown ? string.Join(',', caller.Roles) : null);
        Add(Reads.Claims.HasFlag(ClaimUse.Others) || Reads.Unknown ? $"{caller.Name}\n{caller.Email}\n{caller.Client}" : null);
        Add(_prepared.Request.ErrorsWithoutPropagation ? "NULL" : null);
        Add(_prepared.Operation!.Name);
        Add(_prepared.Request.Variables is { } variables ? variables.GetRawText() : null);
        hash.AppendData(_prepared.Operation.Document.Source.Text.Span);
        return hash.GetHashAndReset();

        void Add(string? part)
        {
            // Length first, so that no two lists of parts have the same bytes.
            var bytes = Encoding.UTF8.GetBytes(part ?? string.Empty);
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
