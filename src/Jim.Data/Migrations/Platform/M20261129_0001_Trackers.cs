using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// Change triggers that name no column before they have found the table as they know it, for databases that have the earlier ones, which
/// made writes fail after a column was renamed or dropped. The scripts are those of the first migration, and replace what is there.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0001_trackers")]
internal sealed class M20261129_0001_Trackers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            "drop function if exists jim.change_root(regclass), jim.change_query(regclass, text), jim.change_body(regclass, text), "
                + "jim.change_trigger(regclass, text)");
        foreach (var name in (string[])[.. M20261121_0001_Platform.Tracking, "Retrack"])
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Platform/{name}.sql"));
        }
    }
}
