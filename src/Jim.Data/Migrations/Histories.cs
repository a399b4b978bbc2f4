using System.Data.Common;
using System.Reflection;
using Jim.Data.Platform;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Jim.Data.Migrations;

/// <summary>Creates the two EF Core contexts. Each records its applied migrations in a table of its own.</summary>
public static class Histories
{
    internal const string PlatformTable = "history_platform";
    internal const string StarterTable = "history_starter";

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

    /// <summary>
    /// Whether every migration of the context is in its history, read without EF Core, which takes about a second of processor time to tell
    /// the same at the start of a process.
    /// </summary>
    public static async Task<bool> IsCurrentAsync<TContext>(NpgsqlConnection connection, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        var table = typeof(TContext) == typeof(PlatformDbContext) ? PlatformTable : StarterTable;
        await using var find = new NpgsqlCommand("select to_regclass($1) is not null", connection)
        {
            Parameters = { new() { Value = $"jim.{table}" } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return false;
        }

        await using var read = new NpgsqlCommand($"select array_agg(\"MigrationId\"::text) from jim.{table}", connection);
        var applied = await read.ExecuteScalarAsync(cancellationToken) as string[] ?? [];
        return ListKnown<TContext>().All(applied.Contains);
    }

    /// <summary>The ids of the context's migrations that this build has.</summary>
    public static IReadOnlyList<string> ListKnown<TContext>()
        where TContext : DbContext =>
    [
        .. typeof(TContext).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>(),
    ];

    private static void PlatformOptions(NpgsqlDbContextOptionsBuilder npgsql) => npgsql
        .MigrationsHistoryTable(PlatformTable, "jim")
        .MapEnum<JobState>("job_state", "jim")
        .MapEnum<JobPriority>("job_priority", "jim")
        .MapEnum<FileState>("file_state", "jim");

    private static void StarterOptions(NpgsqlDbContextOptionsBuilder npgsql) => npgsql
        .MigrationsHistoryTable(StarterTable, "jim")
        .MapEnum<DocumentStatus>("document_status", "public")
        .MapEnum<MembershipRole>("membership_role", "public");
}
