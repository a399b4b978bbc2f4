using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// Change triggers that tell of the values of keys and foreign keys, for databases that have the earlier ones.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0006_scopes")]
internal sealed class M20261130_0006_Scopes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var name in (string[])["Scope", "TrackBody", "Track", "Retrack"])
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Platform/{name}.sql"));
        }
    }
}
