using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Resumable uploads: what the client says of one, and how it ends.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261202_0021_uploads")]
internal sealed class M20261202_0021_Uploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Uploads.sql"));
}
