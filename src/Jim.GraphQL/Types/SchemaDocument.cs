using System.Collections.Immutable;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Types;

/// <summary>A schema as the document that would define it. The nodes have no place (<see cref="SourceRange.None"/>).</summary>
internal sealed class SchemaDocument
{
    private static readonly SourceRange Nowhere = SourceRange.None;

    private readonly SchemaView _view;

    private SchemaDocument(SchemaView view) => _view = view;

    /// <param name="types">The types wanted; null: the whole schema.</param>
    public static DocumentNode Create(SchemaView view, IReadOnlySet<string>? types = null)
    {
        var maker = new SchemaDocument(view);
        var definitions = maker.Types().Where(t => types?.Contains(t.Name) ?? !IsEverySchemas(t)).Select(maker.Type).Cast<DefinitionNode>();
        return new DocumentNode(
            new Source(ReadOnlyMemory<byte>.Empty),
            types is null ? [.. maker.Schema(), .. definitions, .. maker.Directives()] : [.. definitions]);
    }

    /// <summary>The schema definition; none where the schema has no root type yet.</summary>
    private IEnumerable<SchemaDefinitionNode> Schema()
    {
        var schema = _view.Schema;
        ImmutableArray<RootTypeNode> roots =
        [
            .. Root(OperationKind.Query, schema.Query), .. Root(OperationKind.Mutation, schema.Mutation),
            .. Root(OperationKind.Subscription, schema.Subscription),
        ];
        return roots.IsEmpty
            ? [] : [new(Description(schema.Description), [.. schema.AppliedDirectives], roots, isExtension: false, Nowhere)];
    }

    private IEnumerable<RootTypeNode> Root(OperationKind kind, ObjectType? type) =>
        type is not null && _view.Sees(type.VisibleTo) ? [new RootTypeNode(kind, Reference(type), Nowhere)] : [];

    private IEnumerable<NamedType> Types() => _view.Schema.Types
        .Where(t => _view.Sees(t.VisibleTo))
        .OrderBy(Rank)
        .ThenBy(t => t.Name, StringComparer.Ordinal);

    private static bool IsEverySchemas(NamedType type) =>
        IntrospectionTypes.IsReserved(type.Name) || Scalars.Specification.Any(s => s.Name == type.Name);

    private int Rank(NamedType type) => type switch
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

    private TypeDefinitionNode Type(NamedType type)
    {
        var name = Name(type.Name);
        var description = Description(type.Description);
        ImmutableArray<DirectiveNode> directives = [.. type.AppliedDirectives];
        return type switch
        {
            ObjectType t => new ObjectTypeDefinitionNode(name, description, Interfaces(t), directives, Fields(t), false, Nowhere),
            InterfaceType t => new InterfaceTypeDefinitionNode(name, description, Interfaces(t), directives, Fields(t), false, Nowhere),
            UnionType t => new UnionTypeDefinitionNode(
                name, description, directives, [.. t.Members.Where(m => _view.Sees(m.VisibleTo)).Select(Reference)], false, Nowhere),
            EnumType t => new EnumTypeDefinitionNode(
                name, description, directives, [.. t.Values.Where(v => _view.Sees(v.VisibleTo)).Select(EnumValue)], false, Nowhere),
            InputObjectType t => new InputObjectTypeDefinitionNode(
                name, description, t.IsOneOf ? [Directive("oneOf"), .. directives] : directives, DescribeInputs(t.Fields), false, Nowhere),
            _ => new ScalarTypeDefinitionNode(name, description, [.. SpecifiedBy((ScalarType)type), .. directives], false, Nowhere),
        };
    }

    private ImmutableArray<NamedTypeNode> Interfaces(FieldsType type) =>
        [.. type.Interfaces.Where(i => _view.Sees(i.VisibleTo)).Select(Reference)];

    private ImmutableArray<FieldDefinitionNode> Fields(FieldsType type) =>
        [.. type.Fields.Where(f => _view.Sees(f.VisibleTo)).Select(Field)];

    private FieldDefinitionNode Field(FieldDefinition field) => new(
        Name(field.Name), Description(field.Description), DescribeInputs(field.Arguments), Reference(field.Type),
        [.. Deprecated(field.DeprecationReason), .. field.AppliedDirectives], Nowhere);

    private ImmutableArray<InputValueDefinitionNode> DescribeInputs(IEnumerable<InputValueDefinition> values) =>
        [.. values.Where(v => _view.Sees(v.VisibleTo)).Select(InputValue)];

    private static InputValueDefinitionNode InputValue(InputValueDefinition value) => new(
        Name(value.Name), Description(value.Description), Reference(value.Type), value.DefaultValue,
        [.. Deprecated(value.DeprecationReason), .. value.AppliedDirectives], Nowhere);

    private static EnumValueDefinitionNode EnumValue(EnumValueDefinition value) => new(
        Name(value.Name), Description(value.Description), [.. Deprecated(value.DeprecationReason), .. value.AppliedDirectives], Nowhere);

    private IEnumerable<DirectiveDefinitionNode> Directives() => _view.Schema.Directives
        .Where(d => _view.Sees(d.VisibleTo) && !BuiltInDirectives.Contains(d.Name))
        .OrderBy(d => d.Name, StringComparer.Ordinal)
        .Select(d => new DirectiveDefinitionNode(
            Name(d.Name), Description(d.Description), DescribeInputs(d.Arguments), d.IsRepeatable, [.. d.Locations.Select(Name)], Nowhere));

    private static IEnumerable<DirectiveNode> Deprecated(string? reason) =>
        reason is null ? [] : [Directive("deprecated", "reason", reason)];

    private static IEnumerable<DirectiveNode> SpecifiedBy(ScalarType type) =>
        type.SpecifiedBy is null ? [] : [Directive("specifiedBy", "url", type.SpecifiedBy)];

    private static DirectiveNode Directive(string name) => new(Name(name), [], Nowhere);

    private static DirectiveNode Directive(string name, string argument, string value) =>
        new(Name(name), [new ArgumentNode(Name(argument), new StringValueNode(value, false, Nowhere), Nowhere)], Nowhere);

    private static NameNode Name(string name) => new(name, Nowhere);

    private static NamedTypeNode Reference(NamedType type) => new(Name(type.Name), Nowhere);

    private static TypeNode Reference(GraphQLType type) => type switch
    {
        ListType list => new ListTypeNode(Reference(list.OfType), Nowhere),
        NonNullType nonNull => new NonNullTypeNode(Reference(nonNull.OfType), Nowhere),
        _ => Reference((NamedType)type),
    };

    /// <summary>One line in quotes, several as a block, as HotChocolate writes them.</summary>
    private static StringValueNode? Description(string? text) =>
        string.IsNullOrEmpty(text) ? null : new StringValueNode(text, text.Contains('\n', StringComparison.Ordinal), Nowhere);
}
