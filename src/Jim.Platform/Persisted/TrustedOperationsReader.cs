using System.Text;
using System.Text.Json;
using Jim.GraphQL.Language;

namespace Jim.Platform.Persisted;

/// <summary>
/// Reads trusted operations at start: a folder of <c>*.graphql</c> and <c>*.gql</c> files (the id is the name) and of JSON manifests, or
/// one manifest. A manifest is an object of ids and texts (Relay, graphql-codegen) or Apollo's <c>apollo-persisted-query-manifest</c>. A
/// file that cannot be used ends the start of the process.
/// </summary>
public sealed class TrustedOperationsReader
{
    public const int OperationsMax = 10_000;
    public const int BytesMax = 16 << 20;

    private const string ApolloFormat = "apollo-persisted-query-manifest";
    private readonly ParserOptions _parser;
    private readonly Dictionary<string, (byte[] Text, string File)> _found = new(StringComparer.Ordinal);
    private long _bytes;

    private TrustedOperationsReader(ParserOptions parser) => _parser = parser;

    /// <exception cref="InvalidDataException">A file cannot be used; the message names it and the cure.</exception>
    public static TrustedOperations Read(string path, ParserOptions parser)
    {
        var reader = new TrustedOperationsReader(parser);
        try
        {
            if (Directory.Exists(path))
            {
                reader.ReadFolder(path);
            }
            else if (File.Exists(path) && Path.GetExtension(path) == ".json")
            {
                reader.ReadManifest(path);
            }
            else
            {
                throw new InvalidDataException(
                    $"JIM_OPERATIONS: {path} is neither a folder nor a .json file. Create it, or leave JIM_OPERATIONS unset.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"JIM_OPERATIONS: {path} cannot be read: {e.Message}", e);
        }

        return new TrustedOperations(reader._found.Select(f => KeyValuePair.Create(f.Key, f.Value.Text)));
    }

    private void ReadFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal))
        {
            switch (Path.GetExtension(file))
            {
                case ".graphql" or ".gql":
                    Add(file, Path.GetFileNameWithoutExtension(file), ReadBytes(file));
                    break;
                case ".json":
                    ReadManifest(file);
                    break;
                default:
                    break; // A README may lie beside them.
            }
        }

        if (_found.Count == 0)
        {
            throw new InvalidDataException(
                $"JIM_OPERATIONS: {folder} holds no operation. "
                + "Put *.graphql files or a JSON manifest there, or leave JIM_OPERATIONS unset.");
        }
    }

    private void ReadManifest(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(ReadBytes(file));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Unusable(file, "it is no JSON object. It takes {\"id\": \"text\"} or Apollo's manifest.");
            }

            if (json.RootElement.TryGetProperty("operations", out var operations) && operations.ValueKind == JsonValueKind.Array)
            {
                AddApolloManifest(file, json.RootElement, operations);
                return;
            }

            foreach (var member in json.RootElement.EnumerateObject())
            {
                Add(file, member.Name, ReadText(file, member.Name, member.Value));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, or bytes that are no UTF-8, in a string.
            throw Unusable(file, $"it is no JSON ({e.Message}) Export the manifest again.");
        }
    }

    private void AddApolloManifest(string file, JsonElement manifest, JsonElement operations)
    {
        if (!manifest.TryGetProperty("format", out var format) || !format.ValueEquals(ApolloFormat)
            || !manifest.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number || version.GetDouble() != 1)
        {
            throw Unusable(file, $"a manifest with `operations` must have the format {ApolloFormat} and version 1.");
        }

        foreach (var operation in operations.EnumerateArray())
        {
            if (operation.ValueKind != JsonValueKind.Object || !operation.TryGetProperty("body", out var body)
                || !operation.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
            {
                throw Unusable(file, "each of its `operations` needs an `id` and a `body`. Export the manifest again.");
            }

            Add(file, id.GetString()!, ReadText(file, id.GetString()!, body));
        }
    }

    private void Add(string file, string id, byte[] text)
    {
        if (!TrustedOperations.IsId(id))
        {
            throw Unusable(file, $"`{Shorten(id)}` is no id. Ids have 1 to 256 letters, digits, `_` and `-`.");
        }

        if (_found.TryGetValue(id, out var other) && !other.Text.AsSpan().SequenceEqual(text))
        {
            throw Unusable(file, $"the id `{Shorten(id)}` already stands for another text in {other.File}. Remove one of them.");
        }

        RefuseUnparsable(file, id, text);
        _found[id] = (text, file);
        if (_found.Count > OperationsMax)
        {
            throw Unusable(file, $"there are more than {OperationsMax} operations. Remove those that no client in use sends.");
        }
    }

    private void RefuseUnparsable(string file, string id, byte[] text)
    {
        try
        {
            if (!Parser.ParseDocument(text, _parser).Definitions.OfType<OperationDefinitionNode>().Any())
            {
                throw Unusable(
                    file, $"the document `{Shorten(id)}` has no operation. Put the fragments beside the operations that use them.");
            }
        }
        catch (GraphQLSyntaxException e)
        {
            var place = $"line {e.Location.Line}, column {e.Location.Column}";
            throw Unusable(file, $"the document `{Shorten(id)}` cannot be parsed at {place}: {e.Error.Message} Correct it.");
        }
    }

    /// <summary>A file's bytes without a byte order mark. The sum of all sizes is checked before a file is read.</summary>
    private byte[] ReadBytes(string file)
    {
        using var stream = File.OpenRead(file);
        _bytes += stream.Length;
        if (_bytes > BytesMax)
        {
            throw Unusable(file, $"the operations are larger than {BytesMax} bytes together. Remove those no longer sent.");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static byte[] ReadText(string file, string id, JsonElement text) => text.ValueKind == JsonValueKind.String
        ? Encoding.UTF8.GetBytes(text.GetString()!)
        : throw Unusable(file, $"the text of `{Shorten(id)}` is no string. It takes {{\"id\": \"text\"}} or Apollo's manifest.");

    private static InvalidDataException Unusable(string file, string why) => new($"JIM_OPERATIONS: {file} cannot be used: {why}");

    private static string Shorten(string id) => id.Length > 80 ? id[..80] + "…" : id;
}
