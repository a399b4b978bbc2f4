using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>Results and errors of jobs as <c>json</c>, which keeps a value as the direct answer would have told it.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0004_results")]
internal sealed class M20261129_0004_Results : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Results.sql"));
}
