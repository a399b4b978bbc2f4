using System.Data.Common;
using Jim.Data.Platform;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;

namespace Jim.Data.Migrations;

/// <summary>The two histories as EF Core contexts over one connection, each with a table of its own for what was applied.</summary>
public static class Histories
{
    public static PlatformDbContext Platform(DbConnection connection) => new(new DbContextOptionsBuilder<PlatformDbContext>()
        .UseNpgsql(connection, npgsql => npgsql
            .MigrationsHistoryTable("history_platform", "jim")
            .MapEnum<JobState>("job_state", "jim")
            .MapEnum<JobPriority>("job_priority", "jim")
            .MapEnum<FileState>("file_state", "jim"))
        .Options);

    public static JimDbContext Starter(DbConnection connection) => new(new DbContextOptionsBuilder<JimDbContext>()
        .UseNpgsql(connection, npgsql => npgsql
            .MigrationsHistoryTable("history_starter", "jim")
            .MapEnum<DocumentStatus>("document_status", "public")
            .MapEnum<MembershipRole>("membership_role", "public"))
        .Options);
}
