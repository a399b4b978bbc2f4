using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Lanes, whose jobs run one after another.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0005_lanes")]
internal sealed class M20261130_0005_Lanes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Lanes.sql"));
}
