using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Starter;

/// <summary>The policy by which users see those of their groups, in a form that finds them by an index.</summary>
[DbContext(typeof(JimDbContext))]
[Migration("20261129_0003_peers")]
internal sealed class M20261129_0003_Peers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Starter/Peers.sql"));
}
