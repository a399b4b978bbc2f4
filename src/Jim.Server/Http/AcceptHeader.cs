using Jim.GraphQL.Responses;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// The <c>Accept</c> header: the formats that a client takes, best first by q-value, equal ones in the order of
/// <see cref="ResponseFormat"/>.
/// </summary>
/// <param name="Formats">Empty: nothing that Jim can write (406).</param>
/// <param name="Readable">False: the header could not be parsed (400, HC0064).</param>
/// <param name="AllowsAnything">True: the header is missing or has <c>*/*</c>. A batch is then answered as multipart.</param>
public sealed record AcceptHeader(ImmutableArray<AcceptedFormat> Formats, bool Readable, bool AllowsAnything = false)
{
    private static readonly ImmutableArray<ResponseFormat> Anything =
        [ResponseFormat.GraphQLResponse, ResponseFormat.Multipart, ResponseFormat.EventStream];

    // No event stream here: a client that sends no header expects one answer, so its subscription is refused.
    private static readonly AcceptHeader None = new([new(ResponseFormat.GraphQLResponse), new(ResponseFormat.Multipart)], true, true);
    private static readonly AcceptHeader LegacyJson = new([new(ResponseFormat.Json)], true);
    private static readonly AcceptHeader Modern = new([new(ResponseFormat.GraphQLResponse)], true);
    private static readonly AcceptHeader All = new([.. Anything.Select(f => new AcceptedFormat(f))], true, true);

    /// <summary>Never throws: what cannot be read is told by <see cref="Readable"/>.</summary>
    public static AcceptHeader Parse(StringValues header)
    {
        if (header.Count == 0)
        {
            return None;
        }

        if (header.Count == 1 && header[0] is { } one)
        {
            switch (one)
            {
                case "application/json": return LegacyJson;
                case "application/graphql-response+json": return Modern;
                case "*/*": return All;
            }
        }

        if (!MediaTypeHeaderValue.TryParseList(header, out var types))
        {
            return new([], false);
        }

        var formats = types.Where(t => (t.Quality ?? 1) > 0)
            .SelectMany(t => ReadFormats(t.MediaType).Select(f => (Format: f, Parts: ReadParts(t), Quality: t.Quality ?? 1)))
            .OrderByDescending(f => f.Quality).ThenBy(f => f.Format)
            .DistinctBy(f => f.Format).Select(f => new AcceptedFormat(f.Format, f.Parts));
        return new([.. formats], true, types.Any(t => t.MatchesAllTypes && (t.Quality ?? 1) > 0));
    }

    /// <summary>The first format that can carry the answers of a subscription, or null.</summary>
    public AcceptedFormat? ForSubscription() => First(f => f.IsStream && f.Format != ResponseFormat.Multipart);

    /// <summary>The first format that can carry an answer in parts; null: there is none, and the answer is sent whole.</summary>
    public AcceptedFormat? ForParts() => First(f => f.IsStream);

    /// <summary>
    /// How a batch is answered: by one result after another where the client prefers such a format or anything will do (HotChocolate), else
    /// by a JSON array, as the batch links of Apollo and others expect.
    /// </summary>
    public AcceptedFormat ForBatch() => AllowsAnything ? First(f => f.IsStream) ?? Formats[0] : Formats[0];

    private AcceptedFormat? First(Func<AcceptedFormat, bool> able)
    {
        foreach (var format in Formats)
        {
            if (able(format))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>HotChocolate asks for the older form by <c>incrementalSpec=v0.1</c>, Apollo by <c>deferSpec=20220824</c>.</summary>
    private static IncrementalFormat ReadParts(MediaTypeHeaderValue type) => type.Parameters.Any(p =>
        (p.Name.Equals("incrementalSpec", StringComparison.OrdinalIgnoreCase) && HeaderUtilities.RemoveQuotes(p.Value) == "v0.1")
        || (p.Name.Equals("deferSpec", StringComparison.OrdinalIgnoreCase) && HeaderUtilities.RemoveQuotes(p.Value) == "20220824"))
        ? IncrementalFormat.V01 : IncrementalFormat.V02;

    private static ImmutableArray<ResponseFormat> ReadFormats(StringSegment type) => type.ToString().ToLowerInvariant() switch
    {
        "*/*" => Anything,
        "application/*" or "application/graphql-response+json" => [ResponseFormat.GraphQLResponse],
        "application/json" => [ResponseFormat.Json],
        "multipart/mixed" or "multipart/*" => [ResponseFormat.Multipart],
        "text/event-stream" or "text/*" => [ResponseFormat.EventStream],
        "application/graphql-response+jsonl" => [ResponseFormat.GraphQLResponseLines],
        "application/jsonl" => [ResponseFormat.JsonLines],
        _ => [],
    };
}
