using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Starter;

/// <summary>The starter model in <c>public</c>: users, groups, memberships, documents and their events; files of documents.</summary>
[DbContext(typeof(JimDbContext))]
[Migration("20261121_0001_starter")]
internal sealed class M20261121_0001_Starter : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var name in (string[])["Tables", "Tombstones", "Rights", "Rules"])
        {
            migrationBuilder.Sql(EmbeddedSql.Read($"Migrations/Starter/{name}.sql"));
        }
    }
}
