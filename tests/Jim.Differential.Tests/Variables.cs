namespace Jim.Differential.Tests;

/// <summary>A variable that a document uses.</summary>
/// <param name="Type">As it is declared.</param>
/// <param name="Default">As a literal; null: none.</param>
/// <param name="Value">What the request sends.</param>
/// <param name="IsSent">False: the request leaves it out.</param>
public sealed record Variable(string Name, string Type, string? Default, JsonNode? Value, bool IsSent);

/// <summary>The variables that an operation or a fragment uses, fragments below it included.</summary>
public sealed class VariableScope
{
    private readonly Dictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Variable> All => _variables.Values;

    public void Add(Variable variable) => _variables[variable.Name] = variable;

    public void Add(VariableScope other)
    {
        foreach (var variable in other.All)
        {
            Add(variable);
        }
    }
}
