using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Starter;

/// <summary>Rights of the database role <c>jim_service</c> on the starter's tables, and indexes for the titles of documents.</summary>
[DbContext(typeof(JimDbContext))]
[Migration("20261129_0002_service")]
internal sealed class M20261129_0002_ServiceRights : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Starter/Service.sql"));
}
