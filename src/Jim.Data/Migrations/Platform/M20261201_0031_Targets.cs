using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Several places for copies of files: a queue and a row for each.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261201_0031_targets")]
internal sealed class M20261201_0031_Targets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Targets.sql"));
}
