using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Jim.House.Tests.Code;

/// <summary>Finds the switches of a file over enums that are declared in a namespace of Jim, and what is wrong with them.</summary>
internal static class EnumSwitches
{
    private const string DoesNotThrow = "does not throw for a value that is no member";

    /// <summary><c>path:line  fault</c> of each switch that leaves out a member or takes an unknown value for a known one.</summary>
    public static IEnumerable<string> Faults(SemanticModel model) =>
        from node in model.SyntaxTree.GetRoot().DescendantNodes()
        let fault = node switch
        {
            SwitchExpressionSyntax choice => Fault(
                model, choice.GoverningExpression, [.. choice.Arms.Select(Case.Read)], throwsAtEnd: true),
            SwitchStatementSyntax choice => Fault(model, choice.Expression, [.. choice.Sections.SelectMany(Case.Read)], throwsAtEnd: false),
            _ => null,
        }
        where fault is not null
        select $"{SourceProject.Place(node)}  {fault}";

    /// <param name="throwsAtEnd">Whether the switch itself throws for a value that no case takes, as switch expressions do.</param>
    private static string? Fault(SemanticModel model, ExpressionSyntax governing, IReadOnlyList<Case> cases, bool throwsAtEnd)
    {
        if (OwnEnum(model.GetTypeInfo(governing).Type) is not { } type)
        {
            return null;
        }

        var named = cases.Where(c => !c.IsConditional).SelectMany(c => c.Named(model)).ToHashSet(StringComparer.Ordinal);
        var missing = type.GetMembers().OfType<IFieldSymbol>().Select(member => member.Name).Where(name => !named.Contains(name)).ToList();
        var last = cases.FirstOrDefault(c => c is { IsDefault: true, IsConditional: false });
        return missing.Count > 0 ? $"does not name {string.Join(", ", missing.Select(name => $"{type.Name}.{name}"))}"
            : last?.Throws ?? throwsAtEnd ? null
            : DoesNotThrow;
    }

    private static ITypeSymbol? OwnEnum(ITypeSymbol? type)
    {
        var plain = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0] : type;
        var isOwn = plain is { TypeKind: TypeKind.Enum }
            && $"{plain.ContainingNamespace.ToDisplayString()}.".StartsWith("Jim.", StringComparison.Ordinal);
        return isOwn ? plain : null;
    }

    /// <summary>One label or arm. No pattern means <c>default</c>.</summary>
    private sealed record Case(SyntaxNode? Pattern, bool IsConditional, SyntaxNode Body)
    {
        public bool IsDefault => Pattern is null or DiscardPatternSyntax or VarPatternSyntax;

        public bool Throws => Body is ThrowExpressionSyntax or ThrowStatementSyntax;

        public static Case Read(SwitchExpressionArmSyntax arm) => new(arm.Pattern, arm.WhenClause is not null, arm.Expression);

        public static IEnumerable<Case> Read(SwitchSectionSyntax section) => section.Labels.Select(label => label switch
        {
            CaseSwitchLabelSyntax one => new Case(one.Value, IsConditional: false, section.Statements[0]),
            CasePatternSwitchLabelSyntax one => new Case(one.Pattern, one.WhenClause is not null, section.Statements[0]),
            _ => new Case(null, IsConditional: false, section.Statements[0]),
        });

        /// <summary>The members that the pattern names; what stands under <c>not</c> is not named.</summary>
        public IEnumerable<string> Named(SemanticModel model) => Pattern is null ? [] :
            Pattern.DescendantNodesAndSelf(node => !node.IsKind(SyntaxKind.NotPattern)).OfType<ExpressionSyntax>()
                .Select(expression => model.GetSymbolInfo(expression).Symbol).OfType<IFieldSymbol>().Select(field => field.Name);
    }
}
