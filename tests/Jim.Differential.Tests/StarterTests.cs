using System.Text.RegularExpressions;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;

namespace Jim.Differential.Tests;

/// <summary>
/// A running Jim over HTTP and Postgres. Its schema, the platform's fields included, is judged alike; the data that it answers is what npm
/// graphql gives over the same rows as plain objects: members, their order, every value. What one refuses the other refuses.
/// </summary>
public sealed partial class StarterTests(Reference reference, StarterWorld world) : IClassFixture<StarterWorld>
{
    private const string Name = "starter";
    private const int Documents = 1000;
    private const int Cases = 300;
    private const int Walks = 60;

    [Fact]
    public async Task Both_judge_documents_alike()
    {
        var menu = await MenuAsync();
        await new ValidityRun(reference, Name, menu.View).AgreesAsync(Documents);
    }

    [Fact]
    public async Task Both_give_the_same_data()
    {
        var menu = await MenuAsync();
        var (answered, refused, bytes) = (0, 0, 0L);
        foreach (var seed in Campaign.Seeds(Cases))
        {
            var request = OperationGenerator.Make(menu, seed, new Draw(~seed).Chance(0.2) ? 1 : 0);
            if (Alias().Count(request.Document) > ValidationOptions.Default.AliasesMax)
            {
                continue;
            }

            var (ours, theirs) = await BothAsync(request);
            if (!KnownDifferences.AgreeOnData(ours, theirs))
            {
                Assert.Fail(await ReportAsync(request, ours, theirs));
            }

            answered += ours.IsRefusal ? 0 : 1;
            refused += ours.IsRefusal ? 1 : 0;
            bytes += ours.Data?.GetRawText().Length ?? 0;
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{Name}: {answered} answers, {refused} refusals, {bytes / Math.Max(1, answered)} bytes of data each");
        Assert.InRange(refused, 1, answered / 2);
    }

    [Fact]
    public async Task Both_page_through_a_list_alike()
    {
        var menu = await MenuAsync();
        var walk = new PageWalk(world.AskAsync, request => reference.JudgeAsync(Name, request, execute: true));
        var (walks, pages) = (0, 0);
        foreach (var seed in Campaign.Seeds(Walks))
        {
            var request = PageWalk.Make(menu, seed);
            var (ours, theirs, walked) = await walk.DifferenceAsync(request);
            if (ours is not null)
            {
                var shrunk = await new Shrinker(async c => (await walk.DifferenceAsync(c)).Ours is not null).ShrinkAsync(request);
                (ours, theirs, walked) = await walk.DifferenceAsync(shrunk);
                Assert.Fail($"page {walked}, {Report.Of(request, shrunk, ours!, theirs!)}");
            }

            (walks, pages) = (walks + 1, pages + walked);
        }

        TestContext.Current.SendDiagnosticMessage($"{Name}: {walks} lists, {pages} pages");
        Assert.InRange(pages, walks * 2, int.MaxValue);
    }

    private async Task<DataMenu> MenuAsync()
    {
        await reference.DefineAsync(Name, world.Sdl, world.Rows.DeepClone().AsObject());
        return new DataMenu(new SchemaView(SchemaBuilder.FromSdl(world.Sdl), RoleMask.Everyone), world.Rows);
    }

    [GeneratedRegex(@"\bf\d+:")]
    private static partial Regex Alias();

    private async Task<(Verdict Ours, Verdict Theirs)> BothAsync(Case request)
    {
        var theirs = reference.JudgeAsync(Name, request, execute: true);
        return (await world.AskAsync(request), await theirs);
    }

    private async Task<string> ReportAsync(Case request, Verdict ours, Verdict theirs)
    {
        var shrunk = await new Shrinker(async c =>
        {
            var (a, b) = await BothAsync(c);
            return !KnownDifferences.AgreeOnData(a, b) && a.IsRefusal == ours.IsRefusal && b.IsRefusal == theirs.IsRefusal;
        }).ShrinkAsync(request);
        var (last, other) = await BothAsync(shrunk);
        return Report.Of(request, shrunk, last, other);
    }
}
