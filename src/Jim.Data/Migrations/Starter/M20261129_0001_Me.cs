using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Starter;

/// <summary>Says in the comment on <c>users</c> that its rows are the people who sign in, so that <c>me { user }</c> finds them.</summary>
[DbContext(typeof(JimDbContext))]
[Migration("20261129_0001_me")]
internal sealed class M20261129_0001_Me : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """comment on table public.users is E'@softDelete @me\nPeople and service accounts; the id is the subject of their tokens.'""");
}
