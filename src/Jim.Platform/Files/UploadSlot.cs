using Jim.GraphQL.Errors;
using Jim.Platform.Files.Spooling;

namespace Jim.Platform.Files;

/// <summary>
/// A value of the scalar Upload: the place in the variables that a file of a multipart request fills when its part arrives, which is after
/// the operation was found valid. The bytes are staged once; what is not staged is discarded.
/// </summary>
public sealed class UploadSlot
{
    /// <summary>How far the file has come.</summary>
    public UploadState State { get; private set; } = new UploadState.Awaited();

    /// <summary>The part has arrived. Throws <see cref="InvalidOperationException"/> where one arrived before.</summary>
    public void Fill(ReceivedFile file) => State = State is UploadState.Awaited
        ? new UploadState.Received(file)
        : throw new InvalidOperationException("A file has arrived here before.");

    /// <summary>Hands the bytes over to the one who stages them. Throws <see cref="GraphQLException"/> where there are none.</summary>
    public ReceivedFile Take()
    {
        var file = State is UploadState.Received received ? received.File : throw FileErrors.Cut();
        State = new UploadState.Taken();
        return file;
    }
}

/// <summary>How far the file of an <see cref="UploadSlot"/> has come.</summary>
public abstract record UploadState
{
    private UploadState()
    {
    }

    /// <summary>Its part has not arrived.</summary>
    public sealed record Awaited : UploadState;

    /// <summary>Its bytes are in the spool, and nobody has taken them.</summary>
    public sealed record Received(ReceivedFile File) : UploadState;

    /// <summary>Somebody else answers for its bytes.</summary>
    public sealed record Taken : UploadState;
}

/// <summary>A file whose bytes are in the spool. Name and type are what the client says of it.</summary>
/// <param name="DeclaredName">The part's file name; null: it has none.</param>
/// <param name="DeclaredType">The part's content type; null: it has none.</param>
public sealed record ReceivedFile(SpooledFile Spooled, string? DeclaredName, string? DeclaredType);
