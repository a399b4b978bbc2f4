using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>The table of commands that run by themselves.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0007_schedules")]
internal sealed class M20261130_0007_Schedules : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Schedules.sql"));
}
