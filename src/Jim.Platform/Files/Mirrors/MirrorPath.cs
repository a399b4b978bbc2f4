using System.Text;

namespace Jim.Platform.Files.Mirrors;

/// <summary>
/// Where a file should stand in a mirror: its bucket, folders and name, each made safe. A part whose name is in use has the first 8 digits of its
/// id at its end, and all digits where that is in use too.
/// </summary>
internal sealed class MirrorPath
{
    /// <summary>File systems take 4,096 bytes, the root included.</summary>
    private const int BytesMax = 3_000;

    private readonly ImmutableArray<(string Name, Guid Id)> _parts;
    private readonly int[] _yields;

    /// <param name="parts">The names as people gave them, the bucket's first and the file's last.</param>
    public MirrorPath(ImmutableArray<(string Name, Guid Id)> parts)
    {
        _parts = [.. parts.Select(p => (FileNames.SafePart(p.Name), p.Id))];
        if (_parts.Sum(p => Encoding.UTF8.GetByteCount(p.Name) + 1) > BytesMax)
        {
            // Folders so deep that no path can name them all.
            _parts = [_parts[0], ($"~{parts[^2].Id.ToString("N")[..8]}", parts[^2].Id), _parts[^1]];
        }

        _yields = new int[_parts.Length];
    }

    public int Length => _parts.Length;

    /// <summary>As <c>default/plans/house.pdf</c>.</summary>
    public string Text => string.Join('/', Enumerable.Range(0, Length).Select(Name));

    /// <summary>
    /// The paths of bucket, folders and file, in a form that is equal where a file system takes them for equal: without case (joiners, which
    /// some leave out, and the Unicode form are the database's business).
    /// </summary>
    public string[] Keys =>
    [
        .. Enumerable.Range(1, Length).Select(count => string.Join('/', Enumerable.Range(0, count).Select(Name))
            .Replace("\u200C", string.Empty, StringComparison.Ordinal).Replace("\u200D", string.Empty, StringComparison.Ordinal)
            .ToUpperInvariant()),
    ];

    /// <summary>The name of this part is in use: takes another one. False: there is none left.</summary>
    public bool Yield(int part) => ++_yields[part] < 3;

    private string Name(int part) => _yields[part] switch
    {
        0 => _parts[part].Name,
        1 => FileNames.Suffixed(_parts[part].Name, $"~{_parts[part].Id.ToString("N")[..8]}"),
        _ => FileNames.Suffixed(_parts[part].Name, $"~{_parts[part].Id:N}"),
    };
}
