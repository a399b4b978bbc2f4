using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>
/// Documents over one schema, half of them broken a little, given to both sides: they agree on the stage that a request reaches, and on
/// where each fault stands.
/// </summary>
public sealed class ValidityRun(Reference reference, string name, SchemaView view)
{
    /// <summary>Of the specification's rules, those that the slips of a run break at least.</summary>
    private const int RulesMin = 22;

    public async Task AgreesAsync(int cases)
    {
        var menu = new WholeMenu(view);
        var stages = new int[4];
        var rules = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var seeds = 0;
        foreach (var seed in Campaign.Seeds(cases))
        {
            var request = Make(menu, seed);
            var theirs = reference.JudgeAsync(name, request);
            var ours = Judgement.Of(view, request);
            stages[(int)ours.Stage]++;
            seeds++;
            foreach (var rule in ours.Faults.Select(f => f.Rule).OfType<string>().Distinct())
            {
                rules[rule] = rules.GetValueOrDefault(rule) + 1;
            }

            if (!KnownDifferences.Agree(request, ours, await theirs))
            {
                Assert.Fail(await ReportAsync(request));
            }
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {seeds} documents; refused by syntax, validation, request; valid: {string.Join(", ", stages)}");
        TestContext.Current.SendDiagnosticMessage($"{name}: {string.Join(", ", rules.Select(r => $"{r.Key} {r.Value}"))}");
        Assert.InRange(rules.Count, RulesMin, int.MaxValue);
        Assert.All(stages, count => Assert.InRange(count, seeds / 100, seeds));
    }

    private static Case Make(Menu menu, int seed)
    {
        var draw = new Draw(~seed);
        var request = OperationGenerator.Make(menu, seed, draw.Chance(0.5) ? 0 : 1 + draw.Below(2));
        return draw.Chance(0.2) ? request with { Document = TokenText.Mutate(request.Document, draw) } : request;
    }

    private async Task<(Verdict Ours, Verdict Theirs)> BothAsync(Case request) =>
        (Judgement.Of(view, request), await reference.JudgeAsync(name, request));

    private async Task<string> ReportAsync(Case request)
    {
        var (ours, theirs) = await BothAsync(request);
        var shrunk = await new Shrinker(async c =>
        {
            var (a, b) = await BothAsync(c);
            return a.Stage == ours.Stage && b.Stage == theirs.Stage && !KnownDifferences.Agree(c, a, b);
        }).ShrinkAsync(request);
        (ours, theirs) = await BothAsync(shrunk);
        return $"{name}, {Report.Of(request, shrunk, ours, theirs)}";
    }
}
