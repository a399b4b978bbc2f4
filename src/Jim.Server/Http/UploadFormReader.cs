using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>Reads the head of a multipart request (GraphQL multipart request specification): operations, then map, then files.</summary>
public sealed class UploadFormReader(FileUploads uploads, GraphQLEndpointOptions options, FilesOptions files)
{
    private const int BoundaryCharsMax = 70; // RFC 2046, 5.1.1

    /// <summary>
    /// Reads the parts <c>operations</c> and <c>map</c>. Throws <see cref="RequestRefusedException"/> or <see cref="GraphQLException"/>
    /// where the body does not follow the specification.
    /// </summary>
    public async Task<UploadForm> ReadAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var parts = new MultipartReader(ReadBoundary(context.Request), context.Request.Body) { HeadersLengthLimit = 16 * 1024 };
        try
        {
            var operations = await FieldAsync(parts, "operations", cancellationToken) ?? throw MultipartErrors.NoOperations();
            var requests = GraphQLRequestReader.ReadAll(operations, options.BatchMax);
            var map = await FieldAsync(parts, "map", cancellationToken) ?? throw MultipartErrors.NoMap();
            return new UploadForm(
                parts, requests, UploadMap.Read(map, requests, options.FilesMax), uploads, options.FilesMax, files.SizeMax);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or BadHttpRequestException)
        {
            throw MultipartErrors.Unreadable("The form ended or broke before it was complete.");
        }
    }

    private static string ReadBoundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return boundary is { Length: > 0 and <= BoundaryCharsMax }
            ? boundary
            : throw MultipartErrors.Unreadable("The content type has no usable boundary.");
    }

    /// <summary>The next part, which must be the field of that name. Null: the form has ended.</summary>
    private async Task<byte[]?> FieldAsync(MultipartReader parts, string name, CancellationToken cancellationToken)
    {
        if (await parts.ReadNextSectionAsync(cancellationToken) is not { } part)
        {
            return null;
        }

        if (part.Headers?.Keys.Any(k => k.Length == 0 || char.IsWhiteSpace(k[0])) == true)
        {
            throw MultipartErrors.Unreadable("A part's header is malformed."); // folded over lines, which RFC 9112, 5.2 forbids
        }

        if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name) != name)
        {
            throw MultipartErrors.Misordered();
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await part.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > options.BodyBytesMax)
            {
                throw new RequestRefusedException(RequestErrors.TooLarge(options.BodyBytesMax));
            }
        }

        return bytes.ToArray();
    }
}
