using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>The table of tokens that were revoked.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0003_revocations")]
internal sealed class M20261130_0003_Revocations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Revocations.sql"));
}
