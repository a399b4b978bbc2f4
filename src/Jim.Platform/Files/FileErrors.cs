using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Files;

/// <summary>Every error that the Files room tells a client.</summary>
public static class FileErrors
{
    public const string SpoolFullCode = "JIM_SPOOL_FULL";
    public const string TooLargeCode = "JIM_FILE_TOO_LARGE";
    public const string NameCode = "JIM_FILE_NAME";
    public const string TypeCode = "JIM_FILE_TYPE";
    public const string BucketCode = "JIM_BUCKET_NOT_FOUND";
    public const string NotFoundCode = "JIM_FILE_NOT_FOUND";
    public const string TargetCode = "JIM_FILE_TARGET_NOT_FOUND";
    public const string ForbiddenCode = "JIM_FILE_FORBIDDEN";
    public const string StaleCode = "JIM_FILE_STALE";
    public const string CutCode = "JIM_UPLOAD_CUT";
    public const string NotReadyCode = "JIM_FILE_NOT_READY";
    public const string FailedCode = "JIM_FILE_FAILED";
    public const string UnavailableCode = "JIM_FILE_UNAVAILABLE";
    public const string LinkCode = "JIM_FILE_LINK";

    public static GraphQLException SpoolFull() => Make("The server has no room for uploads now; try again later.", SpoolFullCode);

    public static GraphQLException TooLarge(long sizeMax) =>
        Make(string.Create(CultureInfo.InvariantCulture, $"The file is larger than {sizeMax} bytes."), TooLargeCode, ("sizeMax", sizeMax));

    public static GraphQLException Name() => Make("The file name holds nothing that can be kept; send another name.", NameCode);

    public static GraphQLException Type(string type) =>
        Make($"The bucket does not take files of the type {type}.", TypeCode, ("mimeType", type));

    public static GraphQLException Bucket() => Make("There is no such bucket.", BucketCode);

    public static GraphQLException NotFound() => Make("There is no such file.", NotFoundCode);

    /// <param name="field">The input field that names the missing thing: <c>documentId</c>, <c>folderId</c>, <c>id</c>.</param>
    public static GraphQLException Target(string field) =>
        Make($"There is nothing under the given {field}.", TargetCode, ("field", field));

    /// <param name="right">Which right is missing, in words.</param>
    public static GraphQLException Forbidden(string right) => Make($"Not allowed: the right to {right} is missing.", ForbiddenCode);

    public static GraphQLException Stale() => Make("The file was changed since the version that ifVersion names.", StaleCode);

    public static GraphQLException Cut() => Make("The upload ended before the file did; nothing was kept.", CutCode);

    /// <summary>Extensions hold <c>retryAfterSeconds</c> in seconds and the file's <c>state</c>.</summary>
    public static GraphQLException NotReady(string state) =>
        Make("The file is not stored yet; try again shortly.", NotReadyCode, ("state", state.ToUpperInvariant()), ("retryAfterSeconds", 1));

    public static GraphQLException Failed(string state) =>
        Make("The file could not be stored; upload it again.", FailedCode, ("state", state.ToUpperInvariant()));

    public static GraphQLException Unavailable() =>
        Make("The file's store cannot be reached now; try again later.", UnavailableCode, ("retryAfterSeconds", 5));

    public static GraphQLException Link() => Make("The link is not valid or has expired.", LinkCode);

    /// <summary>Of the job that stores a file: its bytes are no longer in the spool.</summary>
    public static GraphQLError Lost() => new("The uploaded bytes are gone; upload the file again.") { Code = FailedCode };

    /// <summary>Of the job that stores a file, which is tried again.</summary>
    public static GraphQLError NotStoredYet(ObjectStoreException why) => new($"Not stored yet: {why.Message}") { Code = UnavailableCode };

    /// <summary>Of the job that stores a file, which has ended.</summary>
    public static GraphQLError NotStored(ObjectStoreException why) => new($"Not stored: {why.Message}") { Code = FailedCode };

    /// <summary>The HTTP status for an error of this room where HTTP alone must tell it; null for a code of another room.</summary>
    public static int? HttpStatus(string? code) => code switch
    {
        SpoolFullCode => 507,
        TooLargeCode => 413,
        NameCode or CutCode => 400,
        TypeCode => 415,
        BucketCode or TargetCode or NotFoundCode => 404,
        ForbiddenCode or LinkCode => 403,
        StaleCode => 412,
        NotReadyCode or UnavailableCode => 503,
        FailedCode => 410,
        _ => null,
    };

    private static GraphQLException Make(string message, string code, params (string Name, object? Value)[] extensions) =>
        new(new GraphQLError(message) { Code = code, Extensions = [.. extensions.Select(e => KeyValuePair.Create(e.Name, e.Value))] });
}
