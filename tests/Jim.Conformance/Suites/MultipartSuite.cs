using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Jim.Platform.Files;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Protocol;
using Jim.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Jim.Conformance.Suites;

/// <summary>
/// multipart.json: what the reader of multipart requests makes of a body. One difference runs through the file: Jim receives every file
/// before anything runs, so a file that fails refuses the whole request (nothing half done), where the reference fails the resolver that
/// uses it.
/// </summary>
public sealed class MultipartSuite : IConformanceSuite
{
    public string File => "multipart.json";

    public IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas)
    {
        var folder = Directory.CreateTempSubdirectory("jim-conformance-").FullName;
        var results = file.Cases.Select(c => Expectation.Check(c, testCase => Run(testCase, folder))).ToList();
        Directory.Delete(folder, recursive: true);
        return results;
    }

    private static CaseResult Run(JsonElement testCase, string folder)
    {
        var why = Why(testCase, ThreadPump.Run(() => ReceiveAsync(testCase, folder)));
        var allowed = testCase.Member("implementationChoice") is not null || Differences.Cases.ContainsKey(testCase.Id);
        return allowed ? new CaseResult(testCase.Id, testCase.Title) { Remark = why } : new CaseResult(testCase.Id, testCase.Title, why);
    }

    private static async ValueTask<Received> ReceiveAsync(JsonElement testCase, string folder)
    {
        long? Limit(string name) => testCase.Member("limits")?.Member(name)?.GetInt64();
        var fieldMax = (int)(Limit("maxFieldSize") ?? 1 << 20);
        var limits = new GraphQLEndpointOptions(GetNeedsPreflight: false)
        {
            BodyBytesMax = fieldMax,
            FilesMax = (int)(Limit("maxFiles") ?? 10),
        };
        var options = new FilesOptions(folder) { SizeMax = Limit("maxFileSize") ?? 1 << 24 };
        // staging, which needs a database, is not reached
        var uploads = new FileUploads(null!, new Spool(folder, 0), null!, options, TimeProvider.System);
        var context = new DefaultHttpContext
        {
            Request = { ContentType = testCase.Text("contentType"), Body = MultipartBody.Of(testCase) },
        };
        try
        {
            await using var form = await new UploadFormReader(uploads, limits, options).ReadAsync(context);
            form.AllowAll();
            await form.ReceiveAsync(CancellationToken.None);
            var slots = form.Requests.Requests[0].Uploads.Values.Distinct().Cast<UploadSlot>().ToList();
            return new Received(null, form.Requests.Requests[0], [.. slots.Select(s => s.File)], slots);
        }
        catch (GraphQLException e)
        {
            return new Received(e, null, [], []);
        }
    }

    private static string? Why(JsonElement testCase, Received received)
    {
        var expected = testCase.GetProperty("expected");
        var failed = expected.Member("error")
            ?? (expected.Member("uploads")?.EnumerateArray().FirstOrDefault(u => u.Member("error") is not null)
                is { ValueKind: JsonValueKind.Object } upload ? upload.GetProperty("error") : null);
        if (failed is not { } error)
        {
            return received.Refusal is { } refusal ? $"refused: {refusal.Message}" : WhyAccepted(expected, received);
        }

        var category = error.Text("category")!;
        var code = received.Refusal?.Errors[0].Code;
        if (!MultipartBody.CodesOf(category).Contains(code))
        {
            return $"expected {category}, was {code ?? "accepted"}";
        }

        var status = category is "too-many-files" or "field-too-large" or "file-too-large"
            ? ResponseOutcome.TooLarge
            : ResponseOutcome.Malformed;
        var found = received.Refusal is RequestRefusedException refused ? refused.Outcome : ResponseOutcome.Malformed;
        return status == found ? null : $"expected the status of {status}, was {found}";
    }

    private static string? WhyAccepted(JsonElement expected, Received received)
    {
        var request = received.Request!;
        var operations = expected.GetProperty("operations");
        if (Encoding.UTF8.GetString(request.Query.Span) != (operations.Text("query") ?? "")
            || request.OperationName != operations.Text("operationName"))
        {
            return "another query or operation name";
        }

        foreach (var member in new[] { ("variables", request.Variables), ("extensions", request.Extensions) })
        {
            var wanted = operations.Member(member.Item1);
            if ((wanted is null) != (member.Item2 is null)
                || (wanted is { } w
                    && !JsonComparison.AreEqual(
                        w, MultipartBody.WithUploads(member.Item1, member.Item2!.Value, request.Uploads, received.Slots))))
            {
                return $"expected {member.Item1} {wanted}, was {member.Item2}";
            }
        }

        var files = expected.GetProperty("uploads").EnumerateArray().ToList();
        return files.Count != received.Files.Length ? $"expected {files.Count} files, was {received.Files.Length}"
            : files.Zip(received.Files).Select(pair => WhyFile(pair.First, pair.Second)).FirstOrDefault(why => why is not null);
    }

    private static string? WhyFile(JsonElement expected, ReceivedFile? file)
    {
        var sha256 = expected.Text("sha256")
            ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected.Text("text") ?? "")));
        return file?.DeclaredName != expected.Text("filename") ? $"expected the name {expected.Text("filename")}, was {file?.DeclaredName}"
            : file?.DeclaredType?.Split(';')[0] != expected.Text("mimeType")
                ? $"expected the type {expected.Text("mimeType")}, was {file?.DeclaredType}"
            : file?.Spooled.Size != expected.GetProperty("length").GetInt64()
                ? $"expected {expected.Member("length")} bytes, was {file?.Spooled.Size}"
            : Convert.ToHexStringLower(file!.Spooled.Sha256) != sha256 ? "other bytes" : null;
    }

    private sealed record Received(
        GraphQLException? Refusal, GraphQLRequest? Request, ReceivedFile?[] Files, IReadOnlyList<UploadSlot> Slots);
}
