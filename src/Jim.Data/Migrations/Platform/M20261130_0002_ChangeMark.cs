using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>The table by which a keeper finds what is old in the change log.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0002_change_mark")]
internal sealed class M20261130_0002_ChangeMark : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/ChangeMark.sql"));
}
