using Jim.Data.Platform;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Jim.Data.Migrations.Platform;

/// <summary>
/// Functions with which each table is tracked in a transaction of its own, for databases that have the one for all tables at once.
/// </summary>
[DbContext(typeof(PlatformDbContext))]
[Migration("20261129_0007_tracked_one_by_one")]
internal sealed class M20261129_0007_TrackedOneByOne : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("drop function if exists jim.track_schemas(text[]), jim.change_trigger(regclass, text, regclass, text)");
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Scope.sql"));
        migrationBuilder.Sql(EmbeddedSql.Read("Migrations/Platform/Track.sql"));
        migrationBuilder.Sql("revoke all on all functions in schema jim from public");
    }
}
