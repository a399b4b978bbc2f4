using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// A multipart request whose <c>operations</c> and <c>map</c> were read and whose files are not yet: they are streamed into the spool
/// folder only after the operation was found valid. Disposing it deletes received files that no field of the operation has taken.
/// </summary>
/// <param name="parts">The rest of the body, from the first part after <c>map</c>.</param>
/// <param name="fileBytesMax">The largest file, in bytes.</param>
public sealed class UploadForm(
    MultipartReader parts, GraphQLRequests requests, UploadMap map, FileUploads uploads, int filesMax,
    long fileBytesMax) : IAsyncDisposable
{
    private const string DefaultType = "text/plain"; // RFC 7578, 4.4

    /// <summary>The operations, each with the places in its variables where a file belongs.</summary>
    public GraphQLRequests Requests { get; } =
        requests with { Requests = [.. requests.Requests.Zip(map.Places, (request, places) => request with { Uploads = places })] };

    /// <summary>
    /// Streams every file to disk. Throws <see cref="RequestRefusedException"/> when a part is missing, a file is too large, the disk is
    /// full or the body ends early; disposing the form then deletes what was received.
    /// </summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var count = 1; await parts.ReadNextSectionAsync(cancellationToken) is { } part; count++)
            {
                if (count > filesMax)
                {
                    throw MultipartErrors.TooManyFiles(filesMax); // files that the map does not name count too
                }

                await TakeAsync(part, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or BadHttpRequestException)
        {
            throw MultipartErrors.Unreadable("The form ended or broke before it was complete.");
        }

        if (map.Slots.FirstOrDefault(s => s.Value.File is null) is { Key: { } missing })
        {
            throw MultipartErrors.FileMissing(missing);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var slot in map.Slots.Values)
        {
            if (slot.IsUntaken)
            {
                uploads.Discard(slot.File!.Spooled);
            }

            slot.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task TakeAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
        {
            throw MultipartErrors.Unreadable("A part has no Content-Disposition.");
        }

        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (!map.Slots.TryGetValue(name, out var slot) || slot.File is not null)
        {
            await PassOverAsync(part.Body, cancellationToken);
            return;
        }

        var declaredName = HeaderUtilities.RemoveQuotes(
            disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        try
        {
            var spooled = await uploads.ReceiveAsync(part.Body, cancellationToken);
            slot.Fill(new ReceivedFile(spooled, declaredName, part.ContentType ?? DefaultType));
        }
        catch (GraphQLException e)
            when (ErrorTable.FindOutcome(e.Errors[0]) is ResponseOutcome.OutOfSpace or ResponseOutcome.TooLarge)
        {
            throw Refuse(e);
        }
    }

    /// <summary>
    /// Reads a part that no operation needs to its end, to reach the next one; throws where it is larger than a file may be.
    /// </summary>
    private async Task PassOverAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        for (var size = 0L; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            size += read;
            if (size > fileBytesMax)
            {
                throw Refuse(FileErrors.TooLarge(fileBytesMax));
            }
        }
    }

    /// <summary>Turns the fault of one file into a refusal of the whole request; the rest of its body is not read.</summary>
    private static RequestRefusedException Refuse(GraphQLException fault) =>
        new(new RequestError(fault.Errors[0], ErrorTable.FindOutcome(fault.Errors[0]) ?? ResponseOutcome.Failed));
}
