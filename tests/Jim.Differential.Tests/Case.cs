namespace Jim.Differential.Tests;

/// <summary>One request, given to both sides.</summary>
/// <param name="Seed">What it was made from.</param>
public sealed record Case(int Seed, string Document, JsonObject Variables, string? OperationName)
{
    public override string ToString() =>
        $"{Document}\nvariables: {Variables.ToJsonString()}" + (OperationName is null ? string.Empty : $"\noperationName: {OperationName}");
}
