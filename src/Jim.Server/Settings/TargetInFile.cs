namespace Jim.Server.Settings;

/// <summary>One target as the file of <c>JIM_TARGETS</c> has it.</summary>
internal sealed record TargetInFile(
    string? Name, string? Role, string? Url, string? Endpoint, string? Region, string? StorageClass, string? AccessKeyId,
    string? SecretAccessKey, string? Password, string? PrivateKey, string? HostKey, string? Delete,
    BrakeInFile? Brake, string? Versions, string? Schedule);

/// <summary>The brake of a mirror, likewise.</summary>
internal sealed record BrakeInFile(double? Share, int? Files);
