using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>Conditional requests (RFC 9110, 13.2.2) for a representation with a strong tag and a date.</summary>
public static class FilePreconditions
{
    /// <summary>The status that answers the request instead of the bytes: 304 or 412; null: send them.</summary>
    public static int? Status(RequestHeaders headers, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        if (headers.IfMatch is { Count: > 0 } wanted)
        {
            if (!wanted.Any(t => IsAny(t) || t.Compare(tag, useStrongComparison: true)))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (headers.IfUnmodifiedSince is { } unmodified && modified > unmodified)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (headers.IfNoneMatch is { Count: > 0 } known)
        {
            return known.Any(t => IsAny(t) || t.Compare(tag, useStrongComparison: false)) ? StatusCodes.Status304NotModified : null;
        }

        return headers.IfModifiedSince is { } since && modified <= since ? StatusCodes.Status304NotModified : null;
    }

    /// <summary>
    /// Whether a range may be served (<c>If-Range</c>, RFC 9110, 13.1.5). False: the client has a part of another version of the file, so
    /// it gets the whole file. So it does where the header cannot be read: nobody knows then of which version it has a part.
    /// </summary>
    public static bool RangeStands(RequestHeaders headers, EntityTagHeaderValue tag, DateTimeOffset modified) => headers.IfRange switch
    {
        null => !headers.Headers.ContainsKey(HeaderNames.IfRange),
        { EntityTag: { } known } => known.Compare(tag, useStrongComparison: true),
        { LastModified: { } date } => date == modified,
        _ => false,
    };

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Equals(EntityTagHeaderValue.Any);
}
