using System.Globalization;

namespace Jim.Benchmarks.Packages;

/// <summary>
/// <c>./jim bench packages</c>: what stands in the place of packages that people look for beside what they would do, as the Markdown that
/// is kept in <c>results/</c>.
/// </summary>
public static class PackagesTable
{
    private const int Mebibyte = 1 << 20;

    /// <param name="store">The address of an S3 store with its keys and bucket, as <c>JIM_TEST_S3</c> has it.</param>
    public static async Task PrintAsync(TextWriter output, Uri store, string realmFile)
    {
        await PrintTokensAsync(output, realmFile);
        output.WriteLine();
        output.WriteLine("| object | by | put ms | allocated KiB | get ms | allocated KiB |");
        output.WriteLine("|---|---|---|---|---|---|");
        await using var cases = new StoreCases(store);
        foreach (var (mebibytes, rounds) in new[] { (1, 40), (64, 10) })
        {
            var content = new byte[mebibytes * Mebibyte];
            new Random(1).NextBytes(content);
            await RowAsync("S3Store", cases.PutAsync, cases.GetAsync);
            await RowAsync("Minio", cases.PutByMinioAsync, cases.GetByMinioAsync);

            async Task RowAsync(string by, Func<byte[], Task> put, Func<byte[], Task> get)
            {
                var written = await StoreCases.MeasureAsync(() => put(content), rounds);
                var read = await StoreCases.MeasureAsync(() => get(content), rounds);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {mebibytes} MiB | {by} | {written.Time.TotalMilliseconds:F1} | {written.Allocated / 1024} "
                        + $"| {read.Time.TotalMilliseconds:F1} | {read.Allocated / 1024} |"));
            }
        }
    }

    private static async Task PrintTokensAsync(TextWriter output, string realmFile)
    {
        var folder = Directory.CreateTempSubdirectory("jim-bench-").FullName;
        using var cases = new TokenCases(folder, realmFile);
        output.WriteLine("| a token | µs | allocated B |");
        output.WriteLine("|---|---|---|");
        await RowAsync("TokenValidator, seen before", cases.KnownAsync);
        await RowAsync("TokenValidator, for the first time", cases.FirstAsync);
        await RowAsync("JwtBearer, roles and policy", cases.AspNetAsync);
        Directory.Delete(folder, recursive: true);

        async Task RowAsync(string name, Func<Task> run)
        {
            var microseconds = await BestOfRounds.MicrosecondsAsync(run);
            var (_, allocated) = await StoreCases.MeasureAsync(run, 100);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {microseconds:F1} | {allocated} |"));
        }
    }
}
