using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>What a client takes, best first: q-values are honoured, equal ones in HotChocolate's order of preference.</summary>
/// <param name="Formats">Empty: nothing that Jim can write (406).</param>
/// <param name="Readable">False: the header could not be parsed (400, HC0064).</param>
public sealed record AcceptHeader(ImmutableArray<ResponseFormat> Formats, bool Readable)
{
    private static readonly ImmutableArray<ResponseFormat> Single = [ResponseFormat.GraphQLResponse, ResponseFormat.Multipart];
    private static readonly ImmutableArray<ResponseFormat> Anything =
        [ResponseFormat.GraphQLResponse, ResponseFormat.Multipart, ResponseFormat.EventStream];

    private static readonly AcceptHeader None = new(Single, true);
    private static readonly AcceptHeader LegacyJson = new([ResponseFormat.Json], true);
    private static readonly AcceptHeader Modern = new([ResponseFormat.GraphQLResponse], true);

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
                case "*/*": return new(Anything, true);
            }
        }

        if (!MediaTypeHeaderValue.TryParseList(header, out var types))
        {
            return new([], false);
        }

        var formats = types.Where(t => (t.Quality ?? 1) > 0)
            .SelectMany(t => FormatsOf(t.MediaType).Select(f => (Format: f, Quality: t.Quality ?? 1)))
            .OrderByDescending(f => f.Quality).ThenBy(f => f.Format)
            .Select(f => f.Format).Distinct();
        return new([.. formats], true);
    }

    /// <summary>The first format that can carry a stream of answers of a subscription, or null.</summary>
    public ResponseFormat? ForStream() => First(ResponseFormat.EventStream, ResponseFormat.JsonLines);

    private ResponseFormat? First(params ReadOnlySpan<ResponseFormat> able)
    {
        foreach (var format in Formats)
        {
            if (able.Contains(format))
            {
                return format;
            }
        }

        return null;
    }

    private static ImmutableArray<ResponseFormat> FormatsOf(StringSegment type) => type.ToString().ToLowerInvariant() switch
    {
        "*/*" => Anything,
        "application/*" or "application/graphql-response+json" => [ResponseFormat.GraphQLResponse],
        "application/json" => [ResponseFormat.Json],
        "multipart/mixed" or "multipart/*" => [ResponseFormat.Multipart],
        "text/event-stream" or "text/*" => [ResponseFormat.EventStream],
        "application/jsonl" or "application/graphql-response+jsonl" => [ResponseFormat.JsonLines],
        _ => [],
    };
}
