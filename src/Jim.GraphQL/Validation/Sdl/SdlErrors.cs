namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// All errors of the validation of type system documents, with the messages of graphql-js. They are for the author of a schema and have no
/// codes. The given nodes are the locations of an error; <see cref="SdlContext.Report"/> adds the name of the rule.
/// </summary>
internal static class SdlErrors
{
    public static GraphQLError SchemaInExtension(SdlContext context, SyntaxNode node) =>
        Make(context, "Cannot define a new schema within a schema extension.", node);

    public static GraphQLError SecondSchema(SdlContext context, SyntaxNode node) =>
        Make(context, "Must provide only one schema definition.", node);

    public static GraphQLError RootTypeExists(SdlContext context, string kind, SyntaxNode node) =>
        Make(context, $"Type for {kind} already defined in the schema. It cannot be redefined.", node);

    public static GraphQLError SecondRootType(SdlContext context, string kind, SyntaxNode first, SyntaxNode second) =>
        Make(context, $"There can be only one {kind} type in schema.", first, second);

    public static GraphQLError TypeExists(SdlContext context, NameNode name) =>
        Make(context, $"Type \"{name}\" already exists in the schema. It cannot also be defined in this type definition.", name);

    public static GraphQLError TypeTwice(SdlContext context, NameNode first, NameNode second) =>
        Make(context, $"There can be only one type named \"{second}\".", first, second);

    public static GraphQLError UnknownType(SdlContext context, NamedTypeNode type, string suggestion) =>
        Make(context, $"Unknown type \"{type.Name}\".{suggestion}", type);

    public static GraphQLError ExtendedTypeUnknown(SdlContext context, TypeDefinitionNode extension, string suggestion) =>
        Make(context, $"Cannot extend type \"{extension.Name}\" because it is not defined.{suggestion}", extension.Name);

    /// <param name="definition">The definition in the document; null when the type belongs to the schema that the document extends.</param>
    public static GraphQLError ExtensionOfOtherKind(
        SdlContext context, TypeDefinitionNode extension, string kind, TypeDefinitionNode? definition) =>
        Make(context, $"Cannot extend non-{kind} type \"{extension.Name}\".", definition is null ? [extension] : [definition, extension]);

    /// <param name="member">The member that exists already, such as <c>Field "A.b"</c>.</param>
    public static GraphQLError MemberExists(SdlContext context, string member, NameNode name) =>
        Make(context, $"{member} already exists in the schema. It cannot also be defined in this type extension.", name);

    /// <param name="member">The member that is defined twice, such as <c>Field "A.b"</c>.</param>
    /// <param name="names">The names at all places.</param>
    public static GraphQLError MemberTwice(SdlContext context, string member, params ReadOnlySpan<SyntaxNode> names) =>
        Make(context, $"{member} can only be defined once.", names);

    public static GraphQLError DirectiveExists(SdlContext context, NameNode name) =>
        Make(context, $"Directive \"@{name}\" already exists in the schema. It cannot be redefined.", name);

    public static GraphQLError DirectiveTwice(SdlContext context, NameNode first, NameNode second) =>
        Make(context, $"There can be only one directive named \"@{second}\".", first, second);

    public static GraphQLError UnknownDirective(SdlContext context, DirectiveNode directive) =>
        Make(context, $"Unknown directive \"@{directive.Name}\".", directive);

    public static GraphQLError DirectiveMisplaced(SdlContext context, DirectiveNode directive, string location) =>
        Make(context, $"Directive \"@{directive.Name}\" may not be used on {location}.", directive);

    public static GraphQLError DirectiveRepeated(SdlContext context, DirectiveNode first, DirectiveNode second) =>
        Make(context, $"The directive \"@{second.Name}\" can only be used once at this location.", first, second);

    public static GraphQLError UnknownArgument(SdlContext context, DirectiveNode directive, ArgumentNode argument, string suggestion) =>
        Make(context, $"Unknown argument \"{argument.Name}\" on directive \"@{directive.Name}\".{suggestion}", argument);

    public static GraphQLError ArgumentMissing(SdlContext context, DirectiveNode directive, string argument, string type) =>
        Make(context, $"Directive \"@{directive.Name}\" argument \"{argument}\" of type \"{type}\" is required, but it was not provided.",
            directive);

    public static GraphQLError ArgumentTwice(SdlContext context, string name, params ReadOnlySpan<SyntaxNode> names) =>
        Make(context, $"There can be only one argument named \"{name}\".", names);

    public static GraphQLError InputFieldTwice(SdlContext context, NameNode first, NameNode second) =>
        Make(context, $"There can be only one input field named \"{second}\".", first, second);

    private static GraphQLError Make(SdlContext context, string message, params ReadOnlySpan<SyntaxNode> nodes)
    {
        var locations = new SourceLocation[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            locations[i] = context.Source.Locate(nodes[i].Range.Start);
        }

        return new GraphQLError(message) { Locations = [.. locations] };
    }
}
