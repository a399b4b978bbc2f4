using System.Globalization;
using Jim.Platform.Files;
using Jim.Platform.Files.Stores;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// Writes a file's headers and bytes (RFC 9110): the whole file, one range, or what a condition calls for. It needs two buffers, and of a
/// range the block that is proven, whatever the file's size.
/// </summary>
internal static class FileResponse
{
    private const int ReadAtOnce = 16 * 1024;

    /// <summary>What a download holds whose client reads slowly: the server's buffer and a read.</summary>
    private const int SlowReaderBytes = (64 * 1024) + ReadAtOnce;

    public static async Task SendAsync(HttpContext context, FileContent content)
    {
        var (request, response) = (context.Request.GetTypedHeaders(), context.Response);
        var tag = new EntityTagHeaderValue(content.ETag);
        var modified = DateTimeOffset.FromUnixTimeSeconds(content.StoredAt.ToUnixTimeSeconds());
        WriteHeaders(response, content, tag, modified);
        if (FilePreconditions.Status(request, tag, modified) is { } status)
        {
            response.StatusCode = status;
            return;
        }

        var range = FilePreconditions.RangeStands(request, tag, modified) && HttpMethods.IsGet(context.Request.Method)
            ? ByteRange.Parse(context.Request.Headers.Range.ToString(), content.Size)
            : null;
        var part = range ?? new ByteRange(0, content.Size);
        if (range is { Length: 0 })
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = Invariant($"bytes */{content.Size}");
            return;
        }

        if (range is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = Invariant($"bytes {part.From}-{part.From + part.Length - 1}/{content.Size}");
        }

        await using var bytes = HttpMethods.IsHead(context.Request.Method) ? Stream.Null
            : range is null ? await content.ReadAsync(context.RequestAborted)
            : await content.ReadRangeAsync(part.From, part.Length, context.RequestAborted);
        WriteContentHeaders(response, content, part.Length);
        await CopyAsync(context, bytes);
    }

    private static void WriteHeaders(HttpResponse response, FileContent content, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        response.Headers.ETag = tag.ToString();
        response.Headers.LastModified = HeaderUtilities.FormatDate(modified);
        response.Headers.AcceptRanges = "bytes";
        // The bytes at the address of a version never change; a client that caches the address of a file has to ask for its tag each time.
        // Shared caches may store neither.
        CacheHeaders.Write(response, content.IsVersioned ? "private, max-age=31536000, immutable" : "private, no-cache");
    }

    private static void WriteContentHeaders(HttpResponse response, FileContent content, long length)
    {
        response.ContentLength = length;
        var charset = content.MimeType.StartsWith("text/", StringComparison.Ordinal) ? "; charset=utf-8" : string.Empty;
        response.ContentType = content.MimeType + charset;
        var disposition = new ContentDispositionHeaderValue(content.IsAttachment ? "attachment" : "inline");
        disposition.SetHttpFileName(content.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        SecurityHeaders.WriteFile(response, content.MimeType);
    }

    /// <summary>
    /// Reads into the server's own buffer, which is sent at the same time and holds 64 KiB of a client that reads slowly. A failure closes
    /// the connection before the announced number of bytes was sent, so that no client takes the part for the whole file.
    /// </summary>
    private static async Task CopyAsync(HttpContext context, Stream bytes)
    {
        var output = context.Response.BodyWriter;
        try
        {
            int read;
            while ((read = await bytes.ReadAsync(output.GetMemory(ReadAtOnce), context.RequestAborted)) > 0)
            {
                output.Advance(read);
                if ((await PacedWriter.FlushAsync(context, SlowReaderBytes, context.RequestAborted)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or ObjectStoreException or IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
