using Jim.GraphQL;
using Jim.Platform.Files.Spooling;

namespace Jim.Platform.Files;

/// <summary>
/// A value of the scalar Upload: a file of a multipart request, filled when its part has arrived. Staged once; what is not staged is
/// discarded.
/// </summary>
public sealed class UploadSlot
{
    /// <summary>The part's file name, as the client gave it.</summary>
    public string? DeclaredName { get; set; }

    /// <summary>The part's content type, as the client gave it.</summary>
    public string? DeclaredType { get; set; }

    /// <summary>The bytes in the spool; null before they arrived and after they were taken.</summary>
    public SpooledFile? Spooled { get; set; }

    /// <summary>Why the part could not be taken; a field that uses the file fails with it.</summary>
    public GraphQLException? Failure { get; set; }

    /// <summary>Hands the bytes over to the one who stages them. Throws <see cref="GraphQLException"/> where there are none.</summary>
    public SpooledFile Take()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        var spooled = Spooled ?? throw FileErrors.Cut();
        Spooled = null;
        return spooled;
    }
}
