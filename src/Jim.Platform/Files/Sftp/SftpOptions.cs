namespace Jim.Platform.Files.Sftp;

/// <summary>A folder of an SSH server, and who signs in there.</summary>
/// <param name="HostKey">The fingerprint of the server's key, as <c>SHA256:…</c>: no other server is talked to.</param>
/// <param name="Path">The folder, absolute.</param>
public sealed record SftpOptions(string Host, int Port, string User, string HostKey, string Path)
{
    public string? Password { get; init; }

    /// <summary>In the form of OpenSSH or PEM.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>Without secrets.</summary>
    public override string ToString() => FormattableString.Invariant($"sftp://{User}@{Host}:{Port}{Path}");
}
