using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// A multipart request whose <c>operations</c> and <c>map</c> were read and whose files are not yet: those that a field takes are streamed
/// into the spool folder after the operation was found valid and the caller was found to have the right to upload them. Other files are
/// read over. Disposing the form deletes received files that no field of the operation has taken.
/// </summary>
/// <param name="parts">The rest of the body, from the first part after <c>map</c>.</param>
/// <param name="fileBytesMax">The largest file, in bytes.</param>
public sealed class UploadForm(
    MultipartReader parts, GraphQLRequests requests, UploadMap map, FileUploads uploads, int filesMax,
    long fileBytesMax) : IAsyncDisposable
{
    private const string DefaultType = "text/plain"; // RFC 7578, 4.4
    private const long UnknownBytesMax = 1 << 20;
    private const int PartHeadMax = 32 * 1024; // boundary and headers

    // Bytes of parts that nobody needs, which are read only to reach the parts behind them: of those that the map names, and of others.
    private long _unneeded;
    private long _unknown;

    /// <summary>The operations, each with the places in its variables where a file belongs.</summary>
    public GraphQLRequests Requests { get; } =
        requests with { Requests = [.. requests.Requests.Zip(map.Places, (request, places) => request with { Uploads = places })] };

    /// <summary>True where a field of the operation takes a file and may.</summary>
    public bool IsNeeded => map.Slots.Values.Any(slot => slot.Allowance is not null);

    /// <summary>Lets every file arrive as large as the server allows.</summary>
    public void AllowAll()
    {
        foreach (var slot in map.Slots.Values)
        {
            slot.Allow(uploads.Unlimited);
        }
    }

    /// <summary>Refuses by the length that the client tells, before any of it has arrived, what cannot fit.</summary>
    /// <param name="length">Bytes of the whole body, <c>operations</c> and <c>map</c> too; null: the client does not tell.</param>
    /// <param name="fieldBytesMax">Bytes of <c>operations</c> and of <c>map</c>, at most.</param>
    public void RefuseByLength(long? length, long fieldBytesMax)
    {
        if (!IsNeeded)
        {
            return;
        }

        var slots = map.Slots.Values.ToList();
        var files = slots.Sum(slot => (double)(slot.Allowance?.SizeMax ?? fileBytesMax));
        var others = (2 * fieldBytesMax) + UnknownBytesMax + ((filesMax + 3L) * PartHeadMax);
        if (length > files + others)
        {
            var refusal = FileErrors.TooLarge(slots.Max(slot => slot.Allowance?.SizeMax) ?? fileBytesMax);
            if (slots is not [{ Allowance: { } only } file] || only.SizeMax >= fileBytesMax)
            {
                throw Refuse(refusal);
            }

            file.Withdraw(refusal); // as a limit of the bucket, which the field tells
        }
        else if (length > others && slots.TrueForAll(slot => slot.Allowance is not null))
        {
            try
            {
                uploads.RefuseUnlessFits(length.Value - others);
            }
            catch (GraphQLException e)
            {
                throw Refuse(e);
            }
        }
    }

    /// <summary>
    /// Streams the allowed files to disk. Throws <see cref="RequestRefusedException"/> when a part is missing, a file is too large, the
    /// disk is full or the body ends early; disposing the form then deletes what was received.
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

        if (map.Slots.FirstOrDefault(s => s.Value is { File: null, Allowance: not null }) is { Key: { } missing })
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
            _unknown = await PassOverAsync(part.Body, _unknown, Math.Min(fileBytesMax, UnknownBytesMax), cancellationToken);
            return;
        }

        if (slot.Allowance is not { } allowance)
        {
            _unneeded = await PassOverAsync(part.Body, _unneeded, fileBytesMax, cancellationToken);
            return;
        }

        var declaredName = HeaderUtilities.RemoveQuotes(
            disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        var declaredType = part.ContentType ?? DefaultType;
        try
        {
            var spooled = await uploads.ReceiveAsync(part.Body, declaredType, allowance, cancellationToken);
            slot.Fill(new ReceivedFile(spooled, declaredName, declaredType));
        }
        catch (GraphQLException e) when (IsOfBucket(e, allowance))
        {
            // The field that takes the file tells it; the files behind it may be those of other fields.
            slot.Withdraw(e);
            _unneeded = await PassOverAsync(part.Body, _unneeded, fileBytesMax, cancellationToken);
        }
        catch (GraphQLException e)
            when (ErrorTable.FindOutcome(e.Errors[0]) is ResponseOutcome.OutOfSpace or ResponseOutcome.TooLarge)
        {
            throw Refuse(e);
        }
    }

    private bool IsOfBucket(GraphQLException refused, UploadAllowance allowance)
    {
        var outcome = ErrorTable.FindOutcome(refused.Errors[0]);
        return outcome == ResponseOutcome.UnsupportedMedia
            || (outcome == ResponseOutcome.TooLarge && allowance.SizeMax < fileBytesMax);
    }

    /// <summary>
    /// Reads a part that no operation needs to its end, to reach the next one; throws where all that was passed over, this part and those
    /// before it, is more than <paramref name="most"/> bytes. Answers how much it is.
    /// </summary>
    private static async Task<long> PassOverAsync(Stream body, long before, long most, CancellationToken cancellationToken)
    {
        var total = before + await BodyReader.DiscardAsync(body, most - before, cancellationToken);
        return total <= most ? total : throw Refuse(FileErrors.TooLarge(most));
    }

    /// <summary>Turns the fault of one file into a refusal of the whole request; the rest of its body is not read.</summary>
    private static RequestRefusedException Refuse(GraphQLException fault) =>
        new(new RequestError(fault.Errors[0], ErrorTable.FindOutcome(fault.Errors[0]) ?? ResponseOutcome.Failed));
}
