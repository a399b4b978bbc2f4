using Jim.Platform.Files.Copies;

namespace Jim.Platform.Backups;

/// <summary>Everything of an installation that a backup takes, and a restore fills.</summary>
/// <param name="OwnerConnectionString"><c>DATABASE_OWNER_URL</c> in Npgsql's form.</param>
/// <param name="Targets">The stores of files that are configured.</param>
/// <param name="Spool">Folder of the uploads that are not stored yet.</param>
/// <param name="Data"><c>JIM_DATA</c>.</param>
/// <param name="KeyFiles">Files below <paramref name="Data"/>, as <c>issuer/key.pem</c>, which hold keys; each may be missing.</param>
/// <param name="Settings">The settings that were set, without secrets.</param>
/// <param name="Version">That of this Jim.</param>
public sealed record BackupPlaces(
    string OwnerConnectionString, FileTargets Targets, string Spool, string Data, ImmutableArray<string> KeyFiles,
    ImmutableArray<BackupSetting> Settings, string Version)
{
    /// <summary><c>PATH</c>: where the programs of Postgres are looked for first.</summary>
    public string ProgramPath { get; init; } = string.Empty;
}

/// <summary>A setting that was set, for people who set up the installation again; a restore does not read it.</summary>
public sealed record BackupSetting(string Name, string Value);
