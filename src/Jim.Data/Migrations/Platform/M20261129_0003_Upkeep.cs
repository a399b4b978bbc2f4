using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// What keeps an installation in order over time: jobs that wait without using up attempts, indexes by which old jobs and events are found
/// to be deleted, folders that cannot be inside themselves, and digests by which a part of a file can be proven.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0003_upkeep")]
internal sealed class M20261129_0003_Upkeep : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var name in (string[])["Postponed", "Trim", "FolderTree", "Blocks"])
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Platform/{name}.sql"));
        }
    }
}
