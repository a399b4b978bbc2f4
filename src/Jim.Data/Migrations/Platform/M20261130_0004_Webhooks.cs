using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>The table of addresses that are told of changes.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0004_webhooks")]
internal sealed class M20261130_0004_Webhooks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Webhooks.sql"));
}
