namespace Jim.Platform.Files;

/// <summary>An upload that may come.</summary>
/// <param name="Name">The file's name as it is kept.</param>
/// <param name="Bucket">What the bucket allows.</param>
internal sealed record AdmittedUpload(string Name, BucketPolicy Bucket);
