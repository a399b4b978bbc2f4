using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Files.Resumable;

namespace Jim.Server.Http;

/// <summary>The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read and written.</summary>
internal static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,checksum,expiration,termination,concatenation";
    public const string Resumable = "Tus-Resumable";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Concat = "Upload-Concat";
    public const string Expires = "Upload-Expires";
    public const string Checksum = "Upload-Checksum";

    /// <summary>The id of the file that an upload became.</summary>
    public const string File = "Jim-File";

    /// <summary>The content type of bytes.</summary>
    public const string Bytes = "application/offset+octet-stream";

    private const string FinalPrefix = "final;";

    /// <summary>What pages of other origins may read.</summary>
    public static IReadOnlyList<string> Exposed { get; } =
    [
        "Location", Resumable, "Tus-Version", "Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm", Offset, Length, Metadata, Concat,
        Expires, File,
    ];

    /// <summary>A whole number that is not negative; null: there is no such header.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_INVALID.</exception>
    public static long? ReadNumber(HttpRequest request, string name) => Read(request, name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw FileErrors.UploadInvalid($"{name} is a whole number."),
    };

    /// <summary>The one value of a header; null: there is none.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_INVALID: there are several.</exception>
    public static string? Read(HttpRequest request, string name) => request.Headers[name] switch
    {
        [] => null,
        [var one] => one,
        _ => throw FileErrors.UploadInvalid($"{name} stands there twice."),
    };

    /// <summary>What <c>Upload-Concat</c> says; the parts are those of a final upload, by the addresses that they were given.</summary>
    /// <exception cref="GraphQLException">JIM_UPLOAD_INVALID.</exception>
    public static (UploadKind Kind, ImmutableArray<Guid> Parts) ReadConcat(HttpRequest request) => Read(request, Concat) switch
    {
        null => (UploadKind.Whole, []),
        "partial" => (UploadKind.Partial, []),
        var final when final.StartsWith(FinalPrefix, StringComparison.Ordinal) =>
            (UploadKind.Final, [.. final[FinalPrefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReadPart)]),
        _ => throw FileErrors.UploadInvalid("Upload-Concat is `partial`, or `final;` and addresses with spaces between them."),
    };

    /// <summary>Tells what is known of an upload.</summary>
    public static void Write(HttpResponse response, UploadRow row, Func<Guid, string> addressOf)
    {
        var headers = response.Headers;
        headers[Offset] = row.Received.ToString(CultureInfo.InvariantCulture);
        headers[Expires] = row.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        if (row.FileId is { } file)
        {
            headers[File] = file.ToString("D");
        }

        if (row.Kind is UploadKind.Partial or UploadKind.Final)
        {
            headers[Concat] = row.Kind == UploadKind.Partial ? "partial" : FinalPrefix + string.Join(' ', row.Parts.Select(addressOf));
        }
    }

    private static Guid ReadPart(string address) => Guid.TryParseExact(address[(address.LastIndexOf('/') + 1)..], "D", out var id)
        ? id
        : throw FileErrors.UploadInvalid("Upload-Concat names what is no upload.");
}
