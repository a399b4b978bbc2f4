using Jim.Platform.Schemas;
using Jim.Postgres.Schema;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>doctor</c> says of names: which parts of the database the schema leaves out or shows under a longer name, and why.
/// </summary>
public static class SchemaExamination
{
    private const string Name = "names";

    /// <summary>
    /// Builds the schema of a migrated database as the server does, with all fields of C# code. Throws <see cref="NpgsqlException"/> where
    /// the database cannot be read.
    /// </summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(JimSettings settings, CancellationToken cancellationToken)
    {
        // The files of trusted operations have an examination of their own.
        var services = new ServiceCollection();
        services.AddLogging();
        JimHost.AddServices(services, settings with { Operations = null });
        await using var provider = services.BuildServiceProvider();
        try
        {
            var snapshot = await provider.GetRequiredService<SnapshotBuilder>().BuildAsync(null, isPoll: true, cancellationToken);
            return snapshot.Notices.IsEmpty
                ? [new Finding(Name, true, "each table and column has its own", string.Empty)]
                : [.. snapshot.Notices.Select(Describe)];
        }
        catch (SchemaException e)
        {
            return [new Finding(Name, false, e.Message, string.Empty)];
        }
    }

    private static Finding Describe(SchemaNotice notice) => notice.Kind switch
    {
        SchemaNoticeKind.LeftOut => new Finding(Name, false, $"{notice.Subject} {notice.Reason}", $"To cure: {notice.Cure}."),
        SchemaNoticeKind.Renamed => new Finding(Name, true, notice.ToString(), string.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice.Kind, "no kind of notice"),
    };
}
