using Jim.Conformance;

namespace Jim.Differential.Tests;

/// <summary>One thing that a side finds wrong.</summary>
/// <param name="At">Its places as <c>line:column</c>, sorted.</param>
/// <param name="Rule">The rule's name where the side tells it.</param>
public sealed record Fault(string Message, string At, string? Rule)
{
    /// <summary>The response name of the root field that it nulls; null: it has no path.</summary>
    public string? Root { get; init; }

    public string? Code { get; init; }

    /// <summary>An error as a response has it.</summary>
    public static Fault Of(JsonElement error)
    {
        var places = error.TryGetProperty("locations", out var locations)
            ? locations.EnumerateArray().Select(l => $"{l.GetProperty("line")}:{l.GetProperty("column")}") : [];
        return new Fault(error.GetProperty("message").GetString()!, string.Join(' ', places.Order(StringComparer.Ordinal)), null)
        {
            Root = error.TryGetProperty("path", out var path) ? path[0].GetString() : null,
            Code = error.TryGetProperty("extensions", out var more) && more.TryGetProperty("code", out var code) ? code.GetString() : null,
        };
    }

    public override string ToString() => $"[{At}] {Message}{(Rule is null ? string.Empty : $" ({Rule})")}";
}

/// <summary>What a side says to a case: how far it came and what stopped it there.</summary>
public sealed record Verdict(Stage Stage, IReadOnlyList<Fault> Faults, JsonElement? Data = null)
{
    /// <summary>The reference did not report its fault but threw it.</summary>
    public bool Threw { get; init; }

    public bool IsRefusal => Faults.Count > 0;

    /// <summary>The same stage, and at it faults at the same places.</summary>
    public bool Agrees(Verdict other) => Stage == other.Stage && Places(this).SequenceEqual(Places(other));

    public override string ToString() =>
        $"{(Stage == Stage.Execution ? "valid" : $"refused at {Stage}")}{string.Concat(Faults.Select(f => $"\n    {f}"))}"
        + (Data is { } data ? $"\n    {data.GetRawText()}" : string.Empty);

    private static IEnumerable<string> Places(Verdict verdict) => verdict.Faults.Select(f => f.At).Order(StringComparer.Ordinal);
}
