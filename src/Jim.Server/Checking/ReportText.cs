using System.Globalization;
using System.Text;

namespace Jim.Server.Checking;

/// <summary>A report as text: what was compared, what Jim leaves out or can't do, and what differs.</summary>
public static class ReportText
{
    private const int NamesShown = 3;

    /// <param name="verbose">True: with values of rows.</param>
    public static string Render(CheckReport report, bool verbose)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"As {report.Role}; schemas {string.Join(", ", report.Schemas)}.\n\n");
        foreach (var relation in report.Relations)
        {
            AppendRelation(text, relation, verbose);
        }

        if (!report.Relations.IsEmpty)
        {
            text.Append('\n');
        }

        AppendList(text, "Not in the GraphQL schema:", report.NotServed);
        AppendList(text, "Names that clash:", report.Names);
        text.Append(Summarise(report)).Append('\n');
        return text.ToString();
    }

    private static string Summarise(CheckReport report)
    {
        var comparisons = report.Relations.Sum(r => r.Comparisons);
        var notCompared = report.Relations.Sum(r => r.NotCompared.Count);
        var empty = report.Relations.Count(r => r.IsEmpty);
        var differing = report.Relations.Count(r => r.Differences.Count > 0);
        var found = report.Differences == 0
            ? "nothing differs"
            : string.Create(CultureInfo.InvariantCulture, $"{report.Differences} differences at {differing} relations");
        var rest = report.NotReached == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; no time for {report.NotReached} relations more");
        var rowless = empty == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; {empty} relations have no rows");
        var failed = string.Create(CultureInfo.InvariantCulture, $"{notCompared} not possible");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Relations.Length} relations, {comparisons} comparisons with SQL: {found}; {failed}{rowless}{rest}.");
    }

    private static void AppendRelation(StringBuilder text, RelationReport relation, bool verbose)
    {
        var verdict = relation.Differences.Count == 0
            ? "ok"
            : string.Create(CultureInfo.InvariantCulture, $"DIFFERS {relation.Differences.Count} times");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{relation.Relation} ({relation.Served}): {relation.Comparisons} comparisons, {relation.Rows} rows cell by cell: {verdict}\n");
        foreach (var limit in relation.Limits)
        {
            text.Append(CultureInfo.InvariantCulture, $"  limit: {limit}\n");
        }

        foreach (var reason in relation.NotCompared.GroupBy(n => n.Reason, n => n.What))
        {
            var more = reason.Count() > NamesShown ? $" and {reason.Count() - NamesShown} more" : string.Empty;
            text.Append(
                CultureInfo.InvariantCulture, $"  not compared: {string.Join("; ", reason.Take(NamesShown))}{more}: {reason.Key}\n");
        }

        foreach (var difference in relation.Differences)
        {
            text.Append(CultureInfo.InvariantCulture, $"  DIFFERS: {difference.What}: {difference.Detail}\n");
            text.Append(CultureInfo.InvariantCulture, $"    GraphQL: {difference.Operation}\n    SQL: {difference.Sql}\n");
            if (verbose)
            {
                text.Append(CultureInfo.InvariantCulture, $"    data: {difference.Data}\n");
            }
        }
    }

    private static void AppendList(StringBuilder text, string title, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{title}\n");
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {line}\n");
        }

        text.Append('\n');
    }
}
