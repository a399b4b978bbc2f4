namespace Jim.Platform.Files;

/// <summary>The marks by which common binary formats are known. First match wins.</summary>
internal static class MagicNumbers
{
    private static readonly Mark[] Marks =
    [
        new(0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "image/png"),
        new(0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        new(0, "GIF87a"u8, "image/gif"),
        new(0, "GIF89a"u8, "image/gif"),
        new(8, "WEBP"u8, "image/webp", "RIFF"u8),
        new(8, "WAVE"u8, "audio/wav", "RIFF"u8),
        new(8, "AVI "u8, "video/x-msvideo", "RIFF"u8),
        new(0, "II*\0"u8, "image/tiff"),
        new(0, "MM\0*"u8, "image/tiff"),
        new(0, [0, 0, 1, 0], "image/x-icon"),
        new(0, "8BPS"u8, "image/vnd.adobe.photoshop"),
        new(0, [0xFF, 0x0A], "image/jxl"),
        new(4, "JXL \r\n"u8, "image/jxl"),
        new(4, "ftypavif"u8, "image/avif"),
        new(4, "ftypavis"u8, "image/avif"),
        new(4, "ftypheic"u8, "image/heic"),
        new(4, "ftypheix"u8, "image/heic"),
        new(4, "ftypmif1"u8, "image/heif"),
        new(4, "ftypqt  "u8, "video/quicktime"),
        new(4, "ftypM4A "u8, "audio/mp4"),
        new(4, "ftyp3gp"u8, "video/3gpp"),
        new(4, "ftyp"u8, "video/mp4"),
        new(0, [0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
        new(0, "OggS"u8, "audio/ogg"),
        new(0, "fLaC"u8, "audio/flac"),
        new(0, "ID3"u8, "audio/mpeg"),
        new(0, [0xFF, 0xFB], "audio/mpeg"),
        new(0, [0xFF, 0xF3], "audio/mpeg"),
        new(0, [0xFF, 0xF1], "audio/aac"),
        new(0, "FLV\x01"u8, "video/x-flv"),
        new(0, [0, 0, 1, 0xBA], "video/mpeg"),
        new(0, "%PDF-"u8, "application/pdf"),
        new(0, "{\\rtf"u8, "application/rtf"),
        new(0, "%!PS"u8, "application/postscript"),
        new(30, "mimetypeapplication/epub+zip"u8, "application/epub+zip", "PK\x03\x04"u8),
        new(30, "mimetypeapplication/vnd.oasis.opendocument.text"u8, "application/vnd.oasis.opendocument.text", "PK\x03\x04"u8),
        new(30, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"u8,
            "application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"u8),
        new(30, "mimetypeapplication/vnd.oasis.opendocument.presentation"u8,
            "application/vnd.oasis.opendocument.presentation", "PK\x03\x04"u8),
        new(0, "PK\x03\x04"u8, "application/zip"),
        new(0, "PK\x05\x06"u8, "application/zip"),
        new(0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        new(0, [0x1F, 0x8B], "application/gzip"),
        new(0, "BZh"u8, "application/x-bzip2"),
        new(0, [0xFD, .. "7zXZ\0"u8], "application/x-xz"),
        new(0, [0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        new(0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        new(0, "Rar!\x1A\x07"u8, "application/vnd.rar"),
        new(257, "ustar"u8, "application/x-tar"),
        new(0, "SQLite format 3\0"u8, "application/vnd.sqlite3"),
        new(0, "PAR1"u8, "application/vnd.apache.parquet"),
        new(0, "wOFF"u8, "font/woff"),
        new(0, "wOF2"u8, "font/woff2"),
        new(0, "OTTO"u8, "font/otf"),
        new(0, [0, 1, 0, 0, 0], "font/ttf"),
        new(0, "\0asm"u8, "application/wasm"),
        new(0, "\x7FELF"u8, "application/x-executable"),
        new(0, "MZ"u8, "application/vnd.microsoft.portable-executable"),
        new(0, "CWS"u8, "application/x-shockwave-flash"),
        new(0, "FWS"u8, "application/x-shockwave-flash"),
        new(0, "BM"u8, "image/bmp"),
    ];

    private static readonly HashSet<string> Types = [.. Marks.Select(m => m.Type)];

    public static string? Find(ReadOnlySpan<byte> head)
    {
        foreach (var mark in Marks)
        {
            if (mark.Matches(head))
            {
                return mark.Type;
            }
        }

        return null;
    }

    /// <summary>True for a type that has a mark: bytes without it are not of that type.</summary>
    public static bool Knows(string type) => Types.Contains(type);

    private sealed class Mark(int offset, ReadOnlySpan<byte> bytes, string type, ReadOnlySpan<byte> start = default)
    {
        private readonly byte[] _bytes = bytes.ToArray();
        private readonly byte[] _start = start.ToArray();

        public string Type { get; } = type;

        public bool Matches(ReadOnlySpan<byte> head) =>
            head.Length >= offset + _bytes.Length && head[offset..].StartsWith(_bytes) && head.StartsWith(_start);
    }
}
