namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// The fields of a type, its extensions included, have unique names (spec 3.6, Objects; spec 3.7, Interfaces; spec 3.10, Input Objects).
/// </summary>
internal sealed class UniqueFieldDefinitionNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<(string Type, string Field), NameNode>();
        foreach (var type in context.Types)
        {
            foreach (var name in GetFieldNames(type))
            {
                var field = $"Field \"{type.Name}.{name}\"";
                if (Has(context.FindExisting(type.Name.Value), name.Value))
                {
                    context.Report(SdlErrors.MemberExists(context, field, name));
                }
                else if (!known.TryAdd((type.Name.Value, name.Value), name))
                {
                    context.Report(SdlErrors.MemberTwice(context, field, known[(type.Name.Value, name.Value)], name));
                }
            }
        }
    }

    private static IEnumerable<NameNode> GetFieldNames(TypeDefinitionNode type) => type switch
    {
        FieldsTypeDefinitionNode t => t.Fields.Select(f => f.Name),
        InputObjectTypeDefinitionNode t => t.Fields.Select(f => f.Name),
        _ => [],
    };

    private static bool Has(NamedType? type, string field) => type switch
    {
        FieldsType t => t.Fields.TryGet(field, out _),
        InputObjectType t => t.Fields.TryGet(field, out _),
        _ => false,
    };
}
