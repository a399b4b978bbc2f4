using System.Globalization;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>The errors of uploads and downloads that clients get.</summary>
public static class FileErrors
{
    public static GraphQLException SpoolFull() => Make("The server has no room for uploads now; try again later.", ErrorTable.SpoolFull);

    public static GraphQLException TooLarge(long sizeMax) =>
        Make(
            string.Create(CultureInfo.InvariantCulture, $"The file is larger than {sizeMax} bytes."), ErrorTable.FileTooLarge,
            ("sizeMax", sizeMax));

    public static GraphQLException Name() => Make("The file name holds nothing that can be kept; send another name.", ErrorTable.FileName);

    public static GraphQLException Type(string type) =>
        Make($"The bucket does not take files of the type {type}.", ErrorTable.FileType, ("mimeType", type));

    public static GraphQLException Bucket() => Make("There is no such bucket.", ErrorTable.BucketNotFound);

    /// <summary>True where a bucket, a row or a file that an upload names is not there.</summary>
    public static bool IsMissing(GraphQLException refused) =>
        refused.Errors[0].Code == ErrorTable.BucketNotFound.Code || refused.Errors[0].Code == ErrorTable.FileTargetNotFound.Code;

    public static GraphQLException NotFound() => Make("There is no such file.", ErrorTable.FileNotFound);

    /// <param name="field">The input field that names the missing thing: <c>documentId</c>, <c>folderId</c>, <c>id</c>.</param>
    public static GraphQLException Target(string field) =>
        Make($"There is nothing under the given {field}.", ErrorTable.FileTargetNotFound, ("field", field));

    /// <param name="right">Which right is missing, in words.</param>
    public static GraphQLException Forbidden(string right) =>
        Make($"Not allowed: the right to {right} is missing.", ErrorTable.FileForbidden);

    /// <summary>A RAISE of the database's own code says that the caller has no right.</summary>
    /// <param name="message">Its text.</param>
    public static GraphQLException Refused(string message) => Make(message, ErrorTable.FileForbidden);

    public static GraphQLException Stale() => Make("The file was changed since the version that ifVersion names.", ErrorTable.FileStale);

    public static GraphQLException Cut() => Make("The upload ended before the file did; nothing was kept.", ErrorTable.UploadCut);

    /// <param name="what">What is wrong, in words.</param>
    public static GraphQLException UploadInvalid(string what) => Make(what, ErrorTable.UploadInvalid);

    public static GraphQLException UploadProtocol() => Make("Send Tus-Resumable: 1.0.0.", ErrorTable.UploadProtocol);

    public static GraphQLException UploadNotFound() => Make("There is no such upload.", ErrorTable.UploadNotFound);

    public static GraphQLException UploadGone() => Make("The upload has expired, or its bytes are lost.", ErrorTable.UploadGone);

    public static GraphQLException UploadOffset(long offset) =>
        Make(string.Create(CultureInfo.InvariantCulture, $"The upload is at {offset}."), ErrorTable.UploadOffset, ("offset", offset));

    public static GraphQLException UploadTaken() => Make("Another request sends the bytes of this upload.", ErrorTable.UploadTaken);

    public static GraphQLException UploadChecksum() => Make("The bytes do not have that checksum.", ErrorTable.UploadChecksum);

    public static GraphQLException TooManyUploads() =>
        Make("There are too many uploads that have not ended.", ErrorTable.UploadsExceeded, ("retryAfterSeconds", 60));

    /// <summary>The files of one request are used at more fields than it may carry files.</summary>
    public static GraphQLException TooManyCopies(int most) =>
        Make($"A request may use its files {most} times more than it carries them.", ErrorTable.FilesExceeded, ("filesMax", most));

    /// <summary>Extensions hold <c>retryAfterSeconds</c> in seconds and the file's <c>state</c>.</summary>
    public static GraphQLException NotReady(string state) =>
        Make(
            "The file is not stored yet; try again shortly.", ErrorTable.FileNotReady,
            ("state", state.ToUpperInvariant()), ("retryAfterSeconds", 1));

    public static GraphQLException Failed(string state) =>
        Make("The file could not be stored; upload it again.", ErrorTable.FileFailed, ("state", state.ToUpperInvariant()));

    public static GraphQLException Unavailable() =>
        Make("The file's store cannot be reached now; try again later.", ErrorTable.FileUnavailable, ("retryAfterSeconds", 5));

    public static GraphQLException Link() => Make("The link is not valid or has expired.", ErrorTable.InvalidFileLink);

    /// <summary>Of the job that stores a file: its bytes are no longer in the spool.</summary>
    public static GraphQLError Lost() => ErrorTable.FileFailed.Create("The uploaded bytes are gone; upload the file again.").Error;

    /// <summary>Of the job that stores a file, which is tried again.</summary>
    public static GraphQLError NotStoredYet(ObjectStoreException why) =>
        ErrorTable.FileUnavailable.Create($"Not stored yet: {why.Message}").Error;

    /// <summary>Of the job that stores a file, which has ended.</summary>
    public static GraphQLError NotStored(ObjectStoreException why) =>
        ErrorTable.FileFailed.Create($"Not stored: {why.Message}").Error;

    private static GraphQLException Make(string message, ErrorCode code, params ImmutableArray<(string Name, object? Value)> extensions) =>
        code.Create(message, extensions).ToException();
}
