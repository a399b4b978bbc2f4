using System.Net.Sockets;
using Jim.Platform.Files.Stores;
using Renci.SshNet.Common;

namespace Jim.Platform.Files.Sftp;

/// <summary>
/// Turns the exceptions of SSH.NET into <see cref="ObjectStoreException"/>. All are <see cref="StoreFailure.Unavailable"/>: an operator can
/// mend a folder that is missing or closed, and no upload is lost by it.
/// </summary>
internal static class SftpFailures
{
    public static bool IsFailure(Exception e) => e is SshException or SocketException or IOException or InvalidOperationException;

    public static ObjectStoreException Classify(Exception e) => new(StoreFailure.Unavailable, Describe(e), e);

    private static string Describe(Exception e) => e switch
    {
        SftpPathNotFoundException => "The folder is not there, or a file in it went in the meantime.",
        SftpPermissionDeniedException => "The server refuses the access to the folder.",
        SshAuthenticationException => "The server refuses the user, or the password or key.",
        _ => "The server does not answer, fails or its disk is full.",
    };
}
