using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>The table of answers to requests with an <c>Idempotency-Key</c>.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261130_0001_idempotency")]
internal sealed class M20261130_0001_Idempotency : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Idempotency.sql"));
}
