namespace Jim.GraphQL.Validation.Sdl;

/// <summary>An extension extends a type of its own kind that is defined (spec 3.4.3, Type Extensions).</summary>
internal sealed class PossibleTypeExtensionsRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var extension in context.Types.Where(t => t.IsExtension))
        {
            var name = extension.Name.Value;
            var definition = context.Defined.GetValueOrDefault(name);
            var kind = definition is not null ? DescribeKind(definition) : DescribeKind(context.FindExisting(name));
            if (kind is null)
            {
                var near = Suggestions.Suggest(name, context.Defined.Keys.Concat(context.Extended?.Types.Select(t => t.Name) ?? []));
                context.Report(SdlErrors.ExtendedTypeUnknown(context, extension, near));
            }
            else if (kind != DescribeKind(extension))
            {
                context.Report(SdlErrors.ExtensionOfOtherKind(context, extension, DescribeKind(extension), definition));
            }
        }
    }

    private static string DescribeKind(TypeDefinitionNode node) => node switch
    {
        ObjectTypeDefinitionNode => "object",
        InterfaceTypeDefinitionNode => "interface",
        UnionTypeDefinitionNode => "union",
        EnumTypeDefinitionNode => "enum",
        InputObjectTypeDefinitionNode => "input object",
        _ => "scalar",
    };

    private static string? DescribeKind(NamedType? type) => type switch
    {
        ObjectType => "object",
        InterfaceType => "interface",
        UnionType => "union",
        EnumType => "enum",
        InputObjectType => "input object",
        ScalarType => "scalar",
        _ => null,
    };
}
