using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Schema <c>jim</c>: claims, settings, change log, jobs, files.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261121_0001_platform")]
internal sealed class M20261121_0001_Platform : Migration
{
    /// <summary>The scripts of the change triggers' functions; each can be run again and replaces what is there.</summary>
    internal static readonly string[] Tracking = ["ChangedTables", "Shape", "Scope", "TrackBody", "Track"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        string[] names =
            ["Claims", "Settings", "Rows", "Change", .. Tracking, "Jobs", "Files", "FileRights", "FirstSight", "Close"];
        foreach (var name in names)
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Platform/{name}.sql"));
        }
    }
}
