using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// Change triggers of tables with relatives by INHERITS that note the key of an inserted row, for databases that have the earlier ones. The
/// scripts are those of the first migration, and replace what is there.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0005_routed")]
internal sealed class M20261129_0005_Routed : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var name in (string[])["Shape", "Scope", "TrackBody", "Retrack"])
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Platform/{name}.sql"));
        }
    }
}
