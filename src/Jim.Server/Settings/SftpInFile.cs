using System.Text.RegularExpressions;
using Jim.Platform.Files.Sftp;

namespace Jim.Server.Settings;

/// <summary>Reads what the file of <c>JIM_TARGETS</c> says of a folder of an SSH server.</summary>
internal static partial class SftpInFile
{
    /// <param name="secret">The secret that a member names.</param>
    /// <exception cref="SettingsException">It says too little, or too much.</exception>
    public static SftpOptions Read(TargetInFile target, string name, Func<string, string?, string?> secret)
    {
        if ((target.Endpoint ?? target.Region ?? target.StorageClass ?? target.AccessKeyId ?? target.SecretAccessKey) is not null)
        {
            throw Refuse($"{name} is on an SSH server, and takes no endpoint, region, storageClass and keys of S3.");
        }

        if (!Uri.TryCreate(target.Url, UriKind.Absolute, out var url) || url.UserInfo.Length == 0 || url.Host.Length == 0
            || url.UserInfo.Contains(':', StringComparison.Ordinal)
            || url.AbsolutePath.Length < 2 || url.Query.Length + url.Fragment.Length > 0)
        {
            throw Refuse($"{name} needs a url as sftp://user@host/path, without a password.");
        }

        var options = new SftpOptions(
            url.Host, url.Port < 0 ? 22 : url.Port, Uri.UnescapeDataString(url.UserInfo),
            target.HostKey is { } key && Fingerprint().IsMatch(key)
                ? key
                : throw Refuse($"{name} needs the server's hostKey, as SHA256:…: ssh-keyscan {url.Host} | ssh-keygen -lf - prints it."),
            Uri.UnescapeDataString(url.AbsolutePath).TrimEnd('/'))
        {
            Password = secret("password", target.Password),
            PrivateKey = secret("privateKey", target.PrivateKey),
        };
        return (options.Password ?? options.PrivateKey) is not null
            ? options
            : throw Refuse($"{name} needs a password or a privateKey, as env:NAME.");
    }

    private static SettingsException Refuse(string why) => new($"JIM_TARGETS: {why}");

    [GeneratedRegex("^SHA256:[A-Za-z0-9+/]{43}$")]
    private static partial Regex Fingerprint();
}
