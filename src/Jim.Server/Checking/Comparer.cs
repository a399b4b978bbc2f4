using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Jim.Server.Checking;

/// <summary>Makes the comparisons of one relation, and writes into its report what differs.</summary>
/// <param name="isKeyed">Whether a key tells its rows apart, so that Jim must do so too.</param>
/// <param name="time">After this time no further comparison is begun.</param>
public sealed class Comparer(CheckedDatabase database, RelationReport report, bool isKeyed, TimeSpan time)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Others may write while the check runs; what still differs the third time is told.</summary>
    private const int Attempts = 3;

    public RelationReport Report => report;

    public CheckedDatabase Database => database;

    /// <summary>True where both gave the same, or where it could not be compared; else the difference is in the report.</summary>
    public async Task<bool> CompareAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var difference = await FindDifferenceAsync(comparison, cancellationToken);
        if (difference is not null)
        {
            report.Differences.Add(difference);
        }

        return difference is null;
    }

    /// <summary>The difference, which is not written into the report; null: none.</summary>
    public async Task<Difference?> FindDifferenceAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        if (_clock.Elapsed > time)
        {
            report.NotCompared.Add(
                (comparison.What, string.Create(CultureInfo.InvariantCulture, $"the relation's {time.TotalSeconds} seconds are over")));
            return null;
        }

        report.Comparisons++;
        Difference? found = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var given = await comparison.Ask(cancellationToken);
            if (given.Failure is { } unanswered && (unanswered.Unanswered || (unanswered.Indistinct && !isKeyed)))
            {
                report.NotCompared.Add((comparison.What, $"Jim answers {unanswered.Code}"));
                return null;
            }

            // Asked also where Jim failed: a view that SQL cannot read either is no fault of Jim's.
            var expected = await ReadExpectedAsync(comparison, cancellationToken);
            if (expected is null)
            {
                return null;
            }

            found = given.Failure is { } failure
                ? Describe(comparison, $"Jim answers {failure.Code}", failure.Message ?? string.Empty)
                : await DescribeAsync(comparison, given.Rows, expected, cancellationToken);
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>One operation whose answer is read by a function.</summary>
    public Func<CancellationToken, Task<Given>> Once(
        string operation, JsonObject? variables, Func<JsonElement, IEnumerable<string?[]>> read) => async cancellationToken =>
    {
        var answer = await database.AskAsync(operation, variables, cancellationToken);
        return answer.Code is null ? new Given([.. read(answer.Data)]) : new Given([], answer);
    };

    private async Task<List<string?[]>?> ReadExpectedAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        try
        {
            var expected = await database.ReadAsync(comparison.Sql, comparison.Parameters, cancellationToken);
            if (comparison.Reversed)
            {
                expected.Reverse();
            }

            return expected;
        }
        catch (PostgresException refused)
        {
            report.NotCompared.Add((comparison.What, refused.SqlState == PostgresErrorCodes.QueryCanceled
                ? "SQL took too long"
                : $"Postgres refuses the SQL with SQLSTATE {refused.SqlState}"));
            return null;
        }
    }

    private async Task<Difference?> DescribeAsync(
        Comparison comparison, List<string?[]> given, List<string?[]> expected, CancellationToken cancellationToken)
    {
        if (given.Count != expected.Count)
        {
            return Describe(comparison, $"Jim gives {given.Count} rows, SQL {expected.Count}", string.Empty);
        }

        if (FindFirst(given, expected) < 0)
        {
            return null;
        }

        await PlainTexts.MakeAsync(database, comparison, given, expected, cancellationToken);
        if (!comparison.Ordered)
        {
            given.Sort(CompareRows);
            expected.Sort(CompareRows);
        }

        var row = FindFirst(given, expected);
        if (row < 0)
        {
            return null;
        }

        var column = Enumerable.Range(0, comparison.Columns.Length).First(c => given[row][c] != expected[row][c]);
        var rows = Enumerable.Range(0, given.Count).Count(r => !given[r].AsSpan().SequenceEqual(expected[r]));
        return Describe(
            comparison, $"{rows} of {given.Count} rows differ, first {comparison.Columns[column].Name} of row {row + 1}",
            $"Jim: {Show(given[row][column])}, SQL: {Show(expected[row][column])}");
    }

    private static Difference Describe(Comparison comparison, string detail, string data)
    {
        var parameters = comparison.Parameters.Select((p, i) => $"${i + 1} = {JsonSerializer.Serialize(p, p.GetType())}");
        return new Difference(
            comparison.What, comparison.Operation, comparison.Sql, detail,
            $"{data}; variables {comparison.Variables}; parameters {string.Join(", ", parameters)}");
    }

    private static string Show(string? text) => text is null ? "null" : JsonSerializer.Serialize(text);

    /// <summary>The index of the first row that differs; -1: none does.</summary>
    private static int FindFirst(List<string?[]> given, List<string?[]> expected)
    {
        for (var i = 0; i < given.Count; i++)
        {
            if (!given[i].AsSpan().SequenceEqual(expected[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int CompareRows(string?[] one, string?[] other) => one.Zip(other, string.CompareOrdinal).FirstOrDefault(c => c != 0);
}
