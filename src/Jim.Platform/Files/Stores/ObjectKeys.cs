namespace Jim.Platform.Files.Stores;

/// <summary>Builds keys from ids only, so that no name given by a user becomes part of a path.</summary>
public static class ObjectKeys
{
    private const int LengthMax = 512;

    /// <summary><c>{bucket}/{file}/{version}</c>. A version never changes, so a put that is repeated or late does no harm.</summary>
    public static string ForVersion(string bucket, Guid fileId, Guid versionId)
    {
        var safe = string.Concat(bucket.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        return string.Create(null, $"{(safe.Length == 0 ? "_" : safe)}/{fileId:D}/{versionId:D}");
    }

    /// <summary>Refuses keys that could name something outside the store's root.</summary>
    public static void Check(string key)
    {
        if (key.Length is 0 or > LengthMax || !key.Split('/').All(IsSegment))
        {
            throw new ObjectStoreException(StoreFailure.Refused, "The object key is not safe.");
        }
    }

    private static bool IsSegment(string segment) =>
        segment.Length is > 0 and <= 255
        && segment is not ("." or "..")
        && !segment.StartsWith('.')
        && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
