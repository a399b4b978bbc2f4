namespace Jim.Data.Migrations;

/// <summary>What <see cref="Migrator"/> is told.</summary>
/// <param name="OwnerConnectionString">Npgsql form of <c>DATABASE_OWNER_URL</c>: superuser, or a role with CREATEROLE that may create in
/// the database.</param>
/// <param name="GatewayUser">The user of <c>DATABASE_URL</c>, which gets the gateway's grants.</param>
/// <param name="Model">Whether the starter model's tables are migrated.</param>
/// <param name="Schemas">The schemas that Jim exposes; tables in them that the owner role owns are tracked.</param>
/// <param name="MigrationsFolder">The team's own numbered <c>*.sql</c> files; null or missing: none.</param>
public sealed record MigrateOptions(
    string OwnerConnectionString, string GatewayUser, DataModel Model, IReadOnlyList<string> Schemas, string? MigrationsFolder);

/// <summary><c>JIM_MODEL</c>.</summary>
public enum DataModel
{
    Starter,
    None,
}
