namespace Jim.GraphQL.Types;

/// <summary>
/// Makes the document that would define a schema, as one role sees it. Its nodes are not from a text, so their range is
/// <see cref="SourceRange.None"/>.
/// </summary>
internal sealed class SchemaDocument
{
    private static readonly SourceRange Nowhere = SourceRange.None;

    private readonly SchemaView _view;

    private SchemaDocument(SchemaView view) => _view = view;

    /// <summary>The document.</summary>
    /// <param name="view">The schema as the role sees it.</param>
    /// <param name="types">The names of the types to define; null: the whole schema.</param>
    public static DocumentNode Create(SchemaView view, IReadOnlySet<string>? types = null)
    {
        var builder = new SchemaDocument(view);
        var definitions = builder.ListTypes().Where(t => types?.Contains(t.Name) ?? !IsInEverySchema(t)).Select(builder.BuildType)
            .Cast<DefinitionNode>();
        return new DocumentNode(
            new Source(ReadOnlyMemory<byte>.Empty),
            types is null ? [.. builder.BuildSchema(), .. definitions, .. builder.BuildDirectives()] : [.. definitions]);
    }

    /// <summary>The schema definition; nothing where the role sees no root type.</summary>
    private IEnumerable<SchemaDefinitionNode> BuildSchema()
    {
        var schema = _view.Schema;
        ImmutableArray<RootTypeNode> roots =
        [
            .. BuildRoot(OperationKind.Query, schema.Query), .. BuildRoot(OperationKind.Mutation, schema.Mutation),
            .. BuildRoot(OperationKind.Subscription, schema.Subscription),
        ];
        return roots.IsEmpty
            ? [] : [new(BuildDescription(schema.Description), [.. schema.AppliedDirectives], roots, isExtension: false, Nowhere)];
    }

    private IEnumerable<RootTypeNode> BuildRoot(OperationKind kind, ObjectType? type) =>
        type is not null && _view.Sees(type.VisibleTo) ? [new RootTypeNode(kind, BuildReference(type), Nowhere)] : [];

    private IEnumerable<NamedType> ListTypes() => _view.Schema.Types
        .Where(t => _view.Sees(t.VisibleTo))
        .OrderBy(GetRank)
        .ThenBy(t => t.Name, StringComparer.Ordinal);

    private static bool IsInEverySchema(NamedType type) =>
        IntrospectionTypes.IsReserved(type.Name) || Scalars.Specification.Any(s => s.Name == type.Name);

    private int GetRank(NamedType type) => type switch
    {
        ObjectType when type == _view.Schema.Query => 0,
        ObjectType when type == _view.Schema.Mutation => 1,
        ObjectType when type == _view.Schema.Subscription => 2,
        ObjectType => 3,
        InterfaceType => 4,
        UnionType => 5,
        InputObjectType => 6,
        EnumType => 7,
        _ => 8,
    };

    private TypeDefinitionNode BuildType(NamedType type)
    {
        var name = BuildName(type.Name);
        var description = BuildDescription(type.Description);
        ImmutableArray<DirectiveNode> directives = [.. type.AppliedDirectives];
        return type switch
        {
            ObjectType t => new ObjectTypeDefinitionNode(name, description, BuildInterfaces(t), directives, BuildFields(t), false, Nowhere),
            InterfaceType t => new InterfaceTypeDefinitionNode(
                name, description, BuildInterfaces(t), directives, BuildFields(t), false, Nowhere),
            UnionType t => new UnionTypeDefinitionNode(
                name, description, directives, [.. t.Members.Where(m => _view.Sees(m.VisibleTo)).Select(BuildReference)], false, Nowhere),
            EnumType t => new EnumTypeDefinitionNode(
                name, description, directives, [.. t.Values.Where(v => _view.Sees(v.VisibleTo)).Select(BuildEnumValue)], false, Nowhere),
            InputObjectType t => new InputObjectTypeDefinitionNode(
                name, description, t.IsOneOf ? [BuildDirective("oneOf"), .. directives] : directives, BuildInputs(t.Fields), false,
                Nowhere),
            _ => new ScalarTypeDefinitionNode(name, description, [.. BuildSpecifiedBy((ScalarType)type), .. directives], false, Nowhere),
        };
    }

    private ImmutableArray<NamedTypeNode> BuildInterfaces(FieldsType type) =>
        [.. type.Interfaces.Where(i => _view.Sees(i.VisibleTo)).Select(BuildReference)];

    private ImmutableArray<FieldDefinitionNode> BuildFields(FieldsType type) =>
        [.. type.Fields.Where(f => _view.Sees(f.VisibleTo)).Select(BuildField)];

    private FieldDefinitionNode BuildField(FieldDefinition field) => new(
        BuildName(field.Name), BuildDescription(field.Description), BuildInputs(field.Arguments), BuildReference(field.Type),
        [.. BuildDeprecated(field.DeprecationReason), .. field.AppliedDirectives], Nowhere);

    private ImmutableArray<InputValueDefinitionNode> BuildInputs(IEnumerable<InputValueDefinition> values) =>
        [.. values.Where(v => _view.Sees(v.VisibleTo)).Select(BuildInputValue)];

    private static InputValueDefinitionNode BuildInputValue(InputValueDefinition value) => new(
        BuildName(value.Name), BuildDescription(value.Description), BuildReference(value.Type), value.DefaultValue,
        [.. BuildDeprecated(value.DeprecationReason), .. value.AppliedDirectives], Nowhere);

    private static EnumValueDefinitionNode BuildEnumValue(EnumValueDefinition value) => new(
        BuildName(value.Name), BuildDescription(value.Description),
        [.. BuildDeprecated(value.DeprecationReason), .. value.AppliedDirectives], Nowhere);

    private IEnumerable<DirectiveDefinitionNode> BuildDirectives() => _view.Schema.Directives
        .Where(d => _view.Sees(d.VisibleTo) && !BuiltInDirectives.Contains(d.Name))
        .OrderBy(d => d.Name, StringComparer.Ordinal)
        .Select(d => new DirectiveDefinitionNode(
            BuildName(d.Name), BuildDescription(d.Description), BuildInputs(d.Arguments), d.IsRepeatable,
            [.. d.Locations.Select(BuildName)], Nowhere));

    private static IEnumerable<DirectiveNode> BuildDeprecated(string? reason) =>
        reason is null ? [] : [BuildDirective("deprecated", "reason", reason)];

    private static IEnumerable<DirectiveNode> BuildSpecifiedBy(ScalarType type) =>
        type.SpecifiedBy is null ? [] : [BuildDirective("specifiedBy", "url", type.SpecifiedBy)];

    private static DirectiveNode BuildDirective(string name) => new(BuildName(name), [], Nowhere);

    private static DirectiveNode BuildDirective(string name, string argument, string value) =>
        new(BuildName(name), [new ArgumentNode(BuildName(argument), new StringValueNode(value, false, Nowhere), Nowhere)], Nowhere);

    private static NameNode BuildName(string name) => new(name, Nowhere);

    private static NamedTypeNode BuildReference(NamedType type) => new(BuildName(type.Name), Nowhere);

    private static TypeNode BuildReference(GraphQLType type) => type switch
    {
        ListType list => new ListTypeNode(BuildReference(list.OfType), Nowhere),
        NonNullType nonNull => new NonNullTypeNode(BuildReference(nonNull.OfType), Nowhere),
        _ => BuildReference((NamedType)type),
    };

    /// <summary>As HotChocolate writes descriptions: one line as a string, several lines as a block string. Null for none.</summary>
    private static StringValueNode? BuildDescription(string? text) =>
        string.IsNullOrEmpty(text) ? null : new StringValueNode(text, text.Contains('\n', StringComparison.Ordinal), Nowhere);
}
