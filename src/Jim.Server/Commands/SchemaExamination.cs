using Jim.Platform.Schemas;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Server.Hosting;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>doctor</c> says of the schema that the server builds: comments that it cannot follow, tables whose changes nobody logs, and
/// which parts of the database it leaves out or shows under a longer name.
/// </summary>
public static class SchemaExamination
{
    private const string Comments = "comments";
    private const string Tracking = "tracking";
    private const string Name = "names";

    /// <summary>The schema of a migrated database is built as the server does it, with all fields of C# code.</summary>
    public static Examination Build(JimSettings settings) => new([Comments, Tracking, Name], async cancellationToken =>
    {
        // The files of trusted operations have an examination of their own.
        var services = new ServiceCollection();
        services.AddLogging();
        JimHost.AddServices(services, settings with { Operations = null });
        await using var provider = services.BuildServiceProvider();
        try
        {
            var snapshot = await provider.GetRequiredService<SnapshotBuilder>().BuildAsync(null, isPoll: true, cancellationToken);
            return [DescribeComments(snapshot.Catalog), DescribeTracking(snapshot), .. DescribeNames(snapshot)];
        }
        catch (Exception e) when (e is SchemaException or InvalidDataException)
        {
            return [new Finding(Name, false, e.Message, string.Empty)];
        }
    });

    private static Finding DescribeComments(DatabaseCatalog catalog)
    {
        var state = catalog.Warnings.IsEmpty ? "as they should be" : string.Join(' ', catalog.Warnings.Take(10));
        return new(Comments, catalog.Warnings.IsEmpty, state, "Correct the leading lines of the comments that begin with @.");
    }

    /// <summary>
    /// What is read with no way to hear of its changes. A materialised view is never tracked; <c>@untracked</c> says that it is so on
    /// purpose.
    /// </summary>
    private static Finding DescribeTracking(SchemaSnapshot snapshot)
    {
        var untracked = snapshot.Catalog.Relations
            .Where(r => r.Kind != RelationKind.MaterializedView && !r.Tags.ContainsKey("untracked") && !snapshot.IsTracked(r))
            .Select(r => r.ToString())
            .ToList();
        var state = untracked.Count == 0
            ? "all changes are logged"
            : $"{string.Join(", ", untracked.Take(10))} change without being logged, or read what does: not cached, no live queries";
        return new(
            Tracking, untracked.Count == 0, state,
            "Run ./jim migrate as the owner of the tables or a member of that role; a keeper with DATABASE_OWNER_URL does so by itself. "
            + "Where triggers are disabled: alter table … enable trigger user. Foreign tables and materialised views cannot be tracked: "
            + "comment on … is '@untracked' where that is as it should be.");
    }

    private static IEnumerable<Finding> DescribeNames(SchemaSnapshot snapshot) => snapshot.Notices.IsEmpty
        ? [new Finding(Name, true, "each table and column has its own", string.Empty)]
        : snapshot.Notices.Select(Describe);

    private static Finding Describe(SchemaNotice notice) => notice.Kind switch
    {
        SchemaNoticeKind.LeftOut => new Finding(Name, false, $"{notice.Subject} {notice.Reason}", $"To cure: {notice.Cure}."),
        SchemaNoticeKind.Renamed => new Finding(Name, true, notice.ToString(), string.Empty),
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice.Kind, "no kind of notice"),
    };
}
