using System.Diagnostics;
using Jim.Postgres.Catalog;

namespace Jim.Server.Checking;

/// <summary>How far a check is.</summary>
/// <param name="Relation">The relation that is checked next; null at the end.</param>
public readonly record struct CheckProgress(int Done, int Total, string? Relation);

/// <summary>
/// Checks Jim on a database: of every relation that a role can read it reads, pages, filters, orders, follows relations and finds by key,
/// and compares each answer with SQL.
/// </summary>
public static class SchemaChecker
{
    /// <summary>
    /// Throws as <see cref="CheckedDatabase.OpenAsync"/>, and where the connection is lost. Where it is cancelled after that, the report
    /// has the relations that were done.
    /// </summary>
    public static async Task<CheckReport> RunAsync(
        string connectionString, CheckOptions options, IProgress<CheckProgress> progress, CancellationToken cancellationToken)
    {
        await using var database = await CheckedDatabase.OpenAsync(connectionString, options, cancellationToken);
        var types = CheckedType.FindAll(database);
        var byRelation = types.ToDictionary(t => t.Relation);
        var notServed = await Limits.FindNotServedAsync(database, byRelation.Keys, cancellationToken);
        var reports = new List<RelationReport>();
        var clock = Stopwatch.StartNew();
        foreach (var type in types.TakeWhile(_ => options.Time is not { } time || clock.Elapsed < time))
        {
            progress.Report(new(reports.Count, types.Length, type.Relation.ToString()));
            try
            {
                reports.Add(await CheckAsync(database, type, byRelation, options, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        progress.Report(new(reports.Count, types.Length, null));
        return new CheckReport(
            database.Role, database.Schemas, [.. reports], types.Length - reports.Count, notServed,
            [.. database.Schema.Notices.Select(notice => notice.ToString())]);
    }

    private static async Task<RelationReport> CheckAsync(
        CheckedDatabase database, CheckedType type, Dictionary<Relation, CheckedType> byRelation, CheckOptions options,
        CancellationToken cancellationToken)
    {
        var report = new RelationReport(type.Relation.ToString(), $"{type.Type.Name}, {type.List}");
        report.Limits.AddRange(Limits.Find(type));
        var comparer = new Comparer(database, report, type.IsKeyed, options.RelationTime);
        var rows = new RowsCheck(comparer, type, options.Rows);
        await rows.RunAsync(cancellationToken);
        await new FilterCheck(comparer, type, rows).RunAsync(cancellationToken);
        await new RelationCheck(comparer, type, byRelation, rows.Total).RunAsync(cancellationToken);
        await new KeyCheck(comparer, type, rows).RunAsync(cancellationToken);
        report.IsEmpty = rows.Total == 0;
        return report;
    }
}
