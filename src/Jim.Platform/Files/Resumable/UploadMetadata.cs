using System.Globalization;
using System.Text;

namespace Jim.Platform.Files.Resumable;

/// <summary>
/// What a client says of a resumable upload, as the header <c>Upload-Metadata</c> of tus has it: keys, each with a text in base64. Those
/// that mean nothing to Jim are kept and passed over: clients send many.
/// </summary>
/// <param name="Header">As it was sent.</param>
public sealed record UploadMetadata(string Header)
{
    public const string FileName = "filename";
    public const string FileType = "filetype";
    public const string BucketName = "bucketName";
    public const string FolderId = "folderId";
    public const string Id = "id";
    public const string IfVersion = "ifVersion";

    private const int CharactersMax = 8192;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, string> _values = Parse(Header);

    /// <summary>The name of the file; null: none was sent.</summary>
    public string? Name => Find(FileName);

    /// <summary>The type that the client claims; null: none.</summary>
    public string? Type => Find(FileType);

    /// <summary>Makes the header of texts; those that are null are left out.</summary>
    public static UploadMetadata From(IEnumerable<KeyValuePair<string, string?>> values) => new(string.Join(
        ',', values.Where(v => v.Value is not null).Select(v => $"{v.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(v.Value!))}")));

    /// <summary>What the upload becomes.</summary>
    /// <param name="columns">The columns by which a file may belong to rows.</param>
    /// <exception cref="GraphQLException">JIM_FILE_TARGET_NOT_FOUND, JIM_UPLOAD_INVALID.</exception>
    public UploadTarget ToTarget(ImmutableArray<AttachmentColumn> columns)
    {
        if (ReadId(Id) is { } id)
        {
            return new UploadTarget.NewVersion(id, Find(IfVersion) switch
            {
                null => null,
                var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
                _ => throw FileErrors.UploadInvalid("Upload-Metadata: ifVersion is no number."),
            });
        }

        return new UploadTarget.NewFile(Find(BucketName), ReadId(FolderId))
        {
            Attachments = [.. from column in columns
                              let text = Find(column.InputName)
                              where text is not null
                              select Attachment.FromText(column, text)],
        };
    }

    /// <summary>Null: the key is missing, or has an empty text.</summary>
    private string? Find(string key) => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    private Guid? ReadId(string key) =>
        Find(key) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw FileErrors.Target(key);

    private static Dictionary<string, string> Parse(string header)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header.Length > CharactersMax)
        {
            throw FileErrors.UploadInvalid($"Upload-Metadata is longer than {CharactersMax} characters.");
        }

        // It goes back as a header of the answers.
        if (header.Any(c => c is < ' ' or > '~'))
        {
            throw FileErrors.UploadInvalid("Upload-Metadata holds a character that is not visible ASCII.");
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ');
            if (header.Length > 0 && (parts is not ([_] or [_, _]) || parts[0].Length == 0 || !values.TryAdd(parts[0], Decode(parts))))
            {
                throw FileErrors.UploadInvalid("Upload-Metadata is a list of different keys, each with a space and a text in base64.");
            }
        }

        return values;
    }

    private static string Decode(string[] parts)
    {
        try
        {
            var text = parts is [_, var value] ? Strict.GetString(Convert.FromBase64String(value)) : string.Empty;
            return text.Contains('\0', StringComparison.Ordinal) ? throw new FormatException() : text;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw FileErrors.UploadInvalid("Upload-Metadata holds a text that is no base64 of UTF-8.");
        }
    }
}
