using System.Globalization;
using System.Net;
using System.Text;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>
/// Answers requests to known hosts only, and all others with 421 (RFC 9110, 15.5.20). A page of another site can make its own name lead to
/// this machine's address (DNS rebinding), and browsers then let it read every answer; but its requests name that site's host.
/// </summary>
/// <param name="hosts">
/// Names and addresses without ports; <c>*.example.com</c> stands for all names below it, <c>*</c> for any.
/// </param>
public sealed class HostCheck(IEnumerable<string> hosts)
{
    private readonly ImmutableHashSet<string> _hosts =
        [.. hosts.Where(h => !h.StartsWith("*.", StringComparison.Ordinal)).Select(Normalize)];

    private readonly ImmutableArray<string> _endings =
        [.. hosts.Where(h => h.StartsWith("*.", StringComparison.Ordinal)).Select(h => "." + Normalize(h[2..]))];

    /// <summary>Hands the request on, or answers it with 421 and the code <c>JIM_HOST_NOT_ALLOWED</c>.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Allows(context.Request.Host.Host, context.Connection.LocalIpAddress))
        {
            return next(context);
        }

        context.Response.Headers.Connection = "close"; // The body, if there is one, is not read.
        return HttpResponses.WriteAsync(
            context, GraphQLResponse.Refused(TransportErrors.HostNotAllowed()), ResponseFormat.GraphQLResponse);
    }

    /// <param name="host">The header <c>Host</c> without its port; empty where there is none.</param>
    /// <param name="arrivedAt">
    /// The address of this machine that the request came to. Naming it is allowed: probes of orchestrators do, and no name was looked up
    /// for it, so that nobody can have changed where it leads.
    /// </param>
    public bool Allows(string host, IPAddress? arrivedAt)
    {
        if (_hosts.Contains("*") || _hosts.Contains(host))
        {
            return true;
        }

        var name = Normalize(host);
        return _hosts.Contains(name)
            || _endings.Any(e => name.EndsWith(e, StringComparison.Ordinal) && name.Length > e.Length)
            || (arrivedAt is not null && name == Normalize(arrivedAt.ToString()));
    }

    /// <summary>One spelling for each host: addresses as .NET writes them, without brackets; names in lower case, as in DNS.</summary>
    private static string Normalize(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.');
        if (bare.Contains(':', StringComparison.Ordinal) || (bare.Length > 0 && char.IsAsciiDigit(bare[^1])))
        {
            if (IPAddress.TryParse(bare, out var address))
            {
                return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
            }
        }

        try
        {
            return Ascii.IsValid(bare) ? bare.ToLowerInvariant() : new IdnMapping().GetAscii(bare).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return bare;
        }
    }
}
