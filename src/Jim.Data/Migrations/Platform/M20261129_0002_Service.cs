using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// Rights of the database role <c>jim_service</c> on the platform's tables, in place of policies that ask for a realm role.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0002_service")]
internal sealed class M20261129_0002_Service : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Service.sql"));
}
