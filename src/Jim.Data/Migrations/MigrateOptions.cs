namespace Jim.Data.Migrations;

/// <summary>The options of <see cref="Migrator"/>.</summary>
/// <param name="OwnerConnectionString"><c>DATABASE_OWNER_URL</c> in Npgsql's form: a superuser, or a role with CREATEROLE and CREATE on the
/// database.</param>
/// <param name="GatewayUser">The user of <c>DATABASE_URL</c>, who is granted the gateway's rights.</param>
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
