using System.Reflection;

namespace Jim.GraphQL.Validation;

/// <summary>
/// The rules of one validation, grouped by the kind of place that they check. The grouping is found once per process, because all
/// validations have the same rules.
/// </summary>
internal sealed class RuleSet(ValidationRule[] rules)
{
    private static Dictionary<string, int[]>? PositionsByPlace;

    public ValidationRule[] Operation { get; } = Select(rules, nameof(ValidationRule.EnterOperation));

    public ValidationRule[] Fragment { get; } = Select(rules, nameof(ValidationRule.EnterFragment));

    public ValidationRule[] Variable { get; } = Select(rules, nameof(ValidationRule.EnterVariable));

    public ValidationRule[] SelectionSet { get; } = Select(rules, nameof(ValidationRule.EnterSelectionSet));

    public ValidationRule[] Field { get; } = Select(rules, nameof(ValidationRule.EnterField));

    public ValidationRule[] FragmentSpread { get; } = Select(rules, nameof(ValidationRule.EnterFragmentSpread));

    public ValidationRule[] InlineFragment { get; } = Select(rules, nameof(ValidationRule.EnterInlineFragment));

    public ValidationRule[] Directive { get; } = Select(rules, nameof(ValidationRule.EnterDirective));

    public ValidationRule[] Directives { get; } = Select(rules, nameof(ValidationRule.EnterDirectives));

    public ValidationRule[] Argument { get; } = Select(rules, nameof(ValidationRule.EnterArgument));

    public ValidationRule[] NamedType { get; } = Select(rules, nameof(ValidationRule.EnterNamedType));

    public ValidationRule[] Document { get; } = Select(rules, nameof(ValidationRule.EnterDocument));

    public ValidationRule[] DocumentEnd { get; } = Select(rules, nameof(ValidationRule.LeaveDocument));

    private static ValidationRule[] Select(ValidationRule[] rules, string place)
    {
        PositionsByPlace ??= Positions(rules);
        return PositionsByPlace.TryGetValue(place, out var positions) ? Array.ConvertAll(positions, i => rules[i]) : [];
    }

    private static Dictionary<string, int[]> Positions(ValidationRule[] rules) => rules
        .SelectMany((rule, i) => rule.GetType()
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.GetBaseDefinition().DeclaringType == typeof(ValidationRule) && m.DeclaringType != typeof(ValidationRule))
            .Select(m => (m.Name, i)))
        .GroupBy(p => p.Name, p => p.i, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
}
