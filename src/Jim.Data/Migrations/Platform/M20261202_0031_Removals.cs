using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Which copies of deleted versions are still to be removed.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261202_0031_removals")]
internal sealed class M20261202_0031_Removals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Removals.sql"));
}
