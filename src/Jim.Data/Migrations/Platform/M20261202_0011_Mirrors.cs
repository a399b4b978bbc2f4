using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Mirrors of files under the names that people see, and the mark of folder targets.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261202_0011_mirrors")]
internal sealed class M20261202_0011_Mirrors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Mirrors.sql"));
}
