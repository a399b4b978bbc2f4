namespace Jim.GraphQL.Validation.Rules;

/// <summary>A type that the document names exists in the schema (spec 5.5.1.2, Fragment Spread Type Existence).</summary>
internal sealed class KnownTypeNamesRule(ValidationContext context) : ValidationRule(context)
{
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    public override void EnterDocument(DocumentNode document)
    {
        foreach (var definition in document.Definitions)
        {
            if (definition is TypeDefinitionNode { IsExtension: false } type)
            {
                _defined.Add(type.Name.Value);
            }
        }
    }

    public override void EnterNamedType(NamedTypeNode type)
    {
        if (Context.FindType(type) is null && !_defined.Contains(type.Name.Value))
        {
            var known = Context.View.Schema.Types.Where(t => Context.View.Sees(t.VisibleTo)).Select(t => t.Name);
            Context.Report(ValidationErrors.UnknownType(Context, type, Context.Suggest(type.Name.Value, known)));
        }
    }
}
