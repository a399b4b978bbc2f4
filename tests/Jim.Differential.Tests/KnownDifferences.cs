using System.Text.RegularExpressions;
using Jim.Conformance;

namespace Jim.Differential.Tests;

/// <summary>Where Jim and graphql-js 16 differ on purpose. Everything else must agree.</summary>
public static partial class KnownDifferences
{
    private const string Incremental = "graphql-js 16 has no rules for @defer and @stream.";

    /// <summary>A limit of ours that a running server has.</summary>
    private const string IntrospectionDepth = "HC0086";

    /// <summary>
    /// Specification 6.3.2, CollectFields: @skip and @include ask whether the value is true, which null, sent for a variable with a
    /// default, is not. graphql-js refuses it.
    /// </summary>
    private const string NullCondition = "Argument \"if\" of non-null type \"Boolean!\" must not be null.";

    /// <summary>Rules that graphql-js 16 has not or that <c>reference.mjs</c> leaves out: their errors are not compared.</summary>
    private static readonly Dictionary<string, string> OnlyOurs = new(Differences.OnlyOurs)
    {
        ["MaxIntrospectionDepthRule"] = "A limit of ours (HC0086); the reference's own is left out.",
        ["DeferStreamDirectiveOnRootFieldRule"] = Incremental,
        ["DeferStreamDirectiveOnValidOperationsRule"] = Incremental,
        ["DeferStreamDirectiveLabelRule"] = Incremental,
        ["StreamDirectiveOnListFieldRule"] = Incremental,
    };

    /// <summary>What a fault of ours says or where it stands, by why the reference has none there.</summary>
    private static readonly Dictionary<string, Func<Fault, string, bool>> OnlyOurFaults = new()
    {
        ["Specification 5.3.2: __typename is String!, no match for a nullable field. graphql-js has no type for it there."] =
            (fault, document) =>
                fault.Rule == "OverlappingFieldsCanBeMergedRule" && Places(fault, document).Any(p => Typename().IsMatch(p)),
        ["Specification 5.8.5: no nullable variable in a oneOf object. graphql-js 16 misses it where the object is non-null."] =
            (fault, _) => fault.Message.Contains("oneOf input object", StringComparison.Ordinal),
    };

    /// <summary>
    /// Specification September 2025, 5.2.4.1: no @skip and @include at a subscription's root. graphql-js 16 lets them decide there which
    /// fields are counted, and throws out of validation where they are broken.
    /// </summary>
    private const string ConditionalRoot = "skip and include";

    public static bool Agree(Case request, Verdict ours, Verdict theirs)
    {
        if (ours.Stage != Stage.Validation)
        {
            return ours.Agrees(theirs) || (ours with { Faults = [.. ours.Faults.Where(f => !CountsUnknown(f, ours))] }).Agrees(theirs);
        }

        // With two fragments of one name it is open which one a spread means, so what else is wrong differs.
        if (ours.Faults.Any(f => f.Rule == "UniqueFragmentNamesRule"))
        {
            return theirs.Stage == Stage.Validation;
        }

        var conditional = ours.Faults.Any(f => f.Message.Contains(ConditionalRoot, StringComparison.Ordinal));
        var left = theirs.Faults.Where(f => !conditional || !SubscriptionRoot().IsMatch(f.Message)).ToList();
        var rest = ours.Faults.Where(f => !OnlyOurs.ContainsKey(f.Rule ?? string.Empty)
            && !(conditional && f.Rule == "SingleFieldSubscriptionsRule")
            && !(left.Count(l => l.At == f.At) < ours.Faults.Count(o => o.At == f.At)
                && OnlyOurFaults.Values.Any(only => only(f, request.Document)))).ToList();
        return (theirs.Threw && conditional)
            || (rest.Count == 0 && (theirs.Stage > Stage.Validation || (theirs.Stage == Stage.Validation && left.Count == 0)))
            || (ours with { Faults = rest }).Agrees(theirs with { Faults = left });
    }

    /// <summary>
    /// Specification 3.10.1: the entries of a oneOf value are counted, known or not. graphql-js counts what it has coerced, so that beside
    /// an unknown one it finds nothing else wrong.
    /// </summary>
    private static bool CountsUnknown(Fault fault, Verdict verdict) =>
        fault.Message.Contains("must have exactly one field", StringComparison.Ordinal)
        && verdict.Faults.Any(f => f.At == fault.At && f.Message.Contains("does not exist", StringComparison.Ordinal));

    /// <summary>
    /// Arguments that only execution refuses: page sizes, null in filters, null sent for a default. Jim plans a root field whole before it
    /// reads a row, so such an argument nulls the root field, also where no row would have led to it; graphql-js nulls the field that has
    /// it, if it comes there.
    /// </summary>
    private static readonly string[] RefusedArguments = ["HC0051", "HC0052", "HC0079", "HC0026", "HC0018"];

    /// <summary>The same data, and faults at the same root fields.</summary>
    public static bool AgreeOnData(Verdict ours, Verdict theirs)
    {
        if (ours.IsRefusal && ours.Faults.All(f => f.Code == IntrospectionDepth))
        {
            return true;
        }

        if (!ours.IsRefusal && theirs.IsRefusal && theirs.Faults.All(f => f.Message == NullCondition))
        {
            return true;
        }

        if (ours.Stage != Stage.Execution || theirs.Stage != Stage.Execution || ours.Data is not { ValueKind: JsonValueKind.Object } data
            || theirs.Data is not { ValueKind: JsonValueKind.Object } other)
        {
            return ours.Stage != Stage.Execution && theirs.Stage != Stage.Execution;
        }

        var refused = ours.Faults.Select(f => f.Root).ToHashSet();
        return ours.Faults.All(f => RefusedArguments.Contains(f.Code)) && theirs.Faults.All(f => refused.Contains(f.Root))
            && data.EnumerateObject().All(m => !refused.Contains(m.Name) || m.Value.ValueKind == JsonValueKind.Null)
            && JsonComparison.AreEqual(Without(data, refused), Without(other, refused));
    }

    private static JsonElement Without(JsonElement data, HashSet<string?> members) =>
        JsonSerializer.SerializeToElement(new JsonObject(data.EnumerateObject().Select(m =>
            KeyValuePair.Create(m.Name, members.Contains(m.Name) ? null : JsonNode.Parse(m.Value.GetRawText())))));

    /// <summary>The document from each place of a fault on.</summary>
    private static IEnumerable<string> Places(Fault fault, string document)
    {
        var lines = document.Split('\n');
        return from place in fault.At.Split(' ')
               let at = place.Split(':').Select(int.Parse).ToArray()
               select string.Join('\n', [lines[at[0] - 1][(at[1] - 1)..], .. lines[at[0]..]]);
    }

    [GeneratedRegex("^(Anonymous Subscription|Subscription \"\\w+\") must ")]
    private static partial Regex SubscriptionRoot();

    [GeneratedRegex(@"^\w+[\s,]*:[\s,]*__typename\b")]
    private static partial Regex Typename();
}
