using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>An index of the jobs that wait or run, by user, so that workers can share themselves out among users.</summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0006_fair_jobs")]
internal sealed class M20261129_0006_FairJobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/FairJobs.sql"));
}
