using System.Data.Common;
using Jim.Data.Platform;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Jim.Data.Migrations;

/// <summary>Creates the two EF Core contexts. Each records its applied migrations in a table of its own.</summary>
public static class Histories
{
    public static PlatformDbContext Platform(DbConnection connection) =>
        new(new DbContextOptionsBuilder<PlatformDbContext>().UseNpgsql(connection, PlatformOptions).Options);

    public static JimDbContext Starter(DbConnection connection) =>
        new(new DbContextOptionsBuilder<JimDbContext>().UseNpgsql(connection, StarterOptions).Options);

    /// <summary>A context with a pool for its connection string that maps the enums, for reading and writing rows.</summary>
    public static PlatformDbContext Platform(string connectionString) =>
        new(new DbContextOptionsBuilder<PlatformDbContext>().UseNpgsql(connectionString, PlatformOptions).Options);

    /// <summary>A context with a pool for its connection string that maps the enums, for reading and writing rows.</summary>
    public static JimDbContext Starter(string connectionString) =>
        new(new DbContextOptionsBuilder<JimDbContext>().UseNpgsql(connectionString, StarterOptions).Options);

    private static void PlatformOptions(NpgsqlDbContextOptionsBuilder npgsql) => npgsql
        .MigrationsHistoryTable("history_platform", "jim")
        .MapEnum<JobState>("job_state", "jim")
        .MapEnum<JobPriority>("job_priority", "jim")
        .MapEnum<FileState>("file_state", "jim");

    private static void StarterOptions(NpgsqlDbContextOptionsBuilder npgsql) => npgsql
        .MigrationsHistoryTable("history_starter", "jim")
        .MapEnum<DocumentStatus>("document_status", "public")
        .MapEnum<MembershipRole>("membership_role", "public");
}
