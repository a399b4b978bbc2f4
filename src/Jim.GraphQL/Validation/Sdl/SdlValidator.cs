namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Validates type system documents (spec 3): checks everything that must be true before a schema can be built from them.</summary>
public static class SdlValidator
{
    private static readonly ISdlRule[] Rules =
    [
        new LoneSchemaDefinitionRule(), new UniqueOperationTypesRule(), new UniqueTypeNamesRule(), new UniqueEnumValueNamesRule(),
        new UniqueFieldDefinitionNamesRule(), new UniqueArgumentDefinitionNamesRule(), new UniqueDirectiveNamesRule(),
        new SdlKnownTypeNamesRule(), new SdlKnownDirectivesRule(), new SdlUniqueDirectivesPerLocationRule(),
        new PossibleTypeExtensionsRule(),
        new KnownArgumentNamesOnDirectivesRule(), new SdlUniqueArgumentNamesRule(), new SdlUniqueInputFieldNamesRule(),
        new ProvidedRequiredArgumentsOnDirectivesRule(),
    ];

    /// <summary>All errors, each with the name of its rule. Empty when the document is valid.</summary>
    /// <param name="extended">The schema that the document extends; null when it does not extend one.</param>
    public static IReadOnlyList<GraphQLError> Validate(DocumentNode document, Schema? extended = null)
    {
        var context = new SdlContext(document, extended);
        foreach (var rule in Rules)
        {
            context.Run(rule);
        }

        return context.Errors;
    }
}
