using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>Types that the document names exist. https://spec.graphql.org/September2025/#sec-Fragment-Spread-Type-Existence</summary>
internal sealed class KnownTypeNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterNamedType(NamedTypeNode type)
    {
        if (Context.TypeOf(type) is null)
        {
            var known = Context.View.Schema.Types.Where(t => Context.View.Sees(t.VisibleTo)).Select(t => t.Name);
            Context.Report(ValidationErrors.UnknownType(Context, type, Context.Suggest(type.Name.Value, known)));
        }
    }
}
