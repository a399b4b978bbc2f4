using System.Diagnostics;
using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>
/// Reads a document of the type system (spec 3) into builders: first every definition by its name, then the members of each, so that types
/// may refer to types that are defined later. Extensions of the same document are applied.
/// </summary>
internal sealed class SdlReader
{
    private readonly Dictionary<string, TypeReference> _types = new(StringComparer.Ordinal);
    private readonly List<TypeReference> _ordered = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Func<string, ScalarCoercion> _getCoercion;

    private SdlReader(Func<string, ScalarCoercion>? getCoercion = null) => _getCoercion = getCoercion ?? Scalars.GetCoercion;

    /// <summary>Reads a whole schema. Throws <see cref="GraphQLException"/> with one of <see cref="SchemaErrors"/>.</summary>
    public static SchemaBuilder Read(DocumentNode document, Func<string, ScalarCoercion>? getCoercion)
    {
        var reader = new SdlReader(getCoercion);
        reader.ReadTypes(document);
        return reader.ReadSchema(document);
    }

    /// <summary>The finished types that a document defines.</summary>
    public static IReadOnlyList<NamedType> ReadFinishedTypes(DocumentNode document)
    {
        var reader = new SdlReader();
        reader.ReadTypes(document);
        var sealer = new TypeSealer();
        NamedType[] types = [.. reader._ordered.OfType<NamedTypeBuilder>().Select(sealer.Resolve)];
        sealer.Finish();
        return types;
    }

    /// <summary>The finished directives that a document defines, with arguments of built-in types.</summary>
    public static IReadOnlyList<DirectiveDefinition> ReadFinishedDirectives(DocumentNode document)
    {
        var reader = new SdlReader();
        reader.ReadTypes(document);
        var sealer = new TypeSealer();
        return [.. document.Definitions.OfType<DirectiveDefinitionNode>().Select(reader.ReadDirective).Select(sealer.Seal)];
    }

    private void ReadTypes(DocumentNode document)
    {
        var definitions = document.Definitions.OfType<TypeDefinitionNode>().ToList();
        foreach (var definition in definitions.Where(d => !d.IsExtension))
        {
            Declare(definition.Name.Value, CreateBuilder(definition), definition.Name);
        }

        foreach (var scalar in Scalars.Specification.Where(s => !_types.ContainsKey(s.Name)))
        {
            // The built-in scalars are shared by all schemas, so an extension of one applies to a copy.
            var isExtended = definitions.Any(d => d.Name.Value == scalar.Name);
            Declare(
                scalar.Name,
                isExtended ? new ScalarTypeBuilder(scalar.Name, scalar.Coercion) { Description = scalar.Description } : scalar,
                null);
        }

        foreach (var definition in definitions)
        {
            ReadDefinition(Find<NamedTypeBuilder>(definition.Name), definition);
        }
    }

    /// <summary>
    /// Puts what was read together. The root types are those that the schema definition names; without a schema definition, the types with
    /// the default names (spec 3.3.1).
    /// </summary>
    private SchemaBuilder ReadSchema(DocumentNode document)
    {
        SchemaDefinitionNode[] definitions = [.. document.Definitions.OfType<SchemaDefinitionNode>()];
        var hasDefinition = definitions.Any(d => !d.IsExtension);
        var roots = definitions.SelectMany(d => d.RootTypes).ToLookup(r => r.Kind);
        var schema = new SchemaBuilder
        {
            Description = definitions.Select(d => d.Description?.Value).FirstOrDefault(d => d is not null),
            Query = FindRoot(OperationKind.Query, "Query"),
            Mutation = FindRoot(OperationKind.Mutation, "Mutation"),
            Subscription = FindRoot(OperationKind.Subscription, "Subscription"),
        };
        AddRange(schema.AppliedDirectives, definitions.SelectMany(d => d.Directives));
        AddRange(schema.Directives, document.Definitions.OfType<DirectiveDefinitionNode>().Select(ReadDirective));
        AddRange(schema.Types, _ordered.Where(IsPartOfSchema));
        return schema;

        ObjectTypeBuilder? FindRoot(OperationKind kind, string defaultName) =>
            roots[kind].FirstOrDefault() is { } root ? Find<ObjectTypeBuilder>(root.Type.Name)
            : hasDefinition ? null
            : _types.GetValueOrDefault(defaultName) as ObjectTypeBuilder;
    }

    private void Declare(string name, TypeReference type, NameNode? place)
    {
        if (!_types.TryAdd(name, type))
        {
            throw new GraphQLException(SchemaErrors.DefinedTwice(name, place));
        }

        _ordered.Add(type);
    }

    /// <summary>
    /// A built-in scalar that nothing refers to is not part of the schema (spec 3.5); String and Boolean are, because introspection has
    /// fields of these types.
    /// </summary>
    private bool IsPartOfSchema(TypeReference type) =>
        type is not ScalarType scalar || _used.Contains(scalar.Name) || scalar.Name is "String" or "Boolean";

    private NamedTypeBuilder CreateBuilder(TypeDefinitionNode definition) => definition switch
    {
        ObjectTypeDefinitionNode => new ObjectTypeBuilder(definition.Name.Value),
        InterfaceTypeDefinitionNode => new InterfaceTypeBuilder(definition.Name.Value),
        UnionTypeDefinitionNode => new UnionTypeBuilder(definition.Name.Value),
        EnumTypeDefinitionNode => new EnumTypeBuilder(definition.Name.Value),
        InputObjectTypeDefinitionNode => new InputObjectTypeBuilder(definition.Name.Value),
        ScalarTypeDefinitionNode => new ScalarTypeBuilder(definition.Name.Value, _getCoercion(definition.Name.Value)),
        _ => throw new UnreachableException(definition.GetType().Name),
    };

    private void ReadDefinition(NamedTypeBuilder type, TypeDefinitionNode definition)
    {
        type.Description ??= definition.Description?.Value;
        AddApplied(type.AppliedDirectives, definition.Directives);
        switch (type, definition)
        {
            case (FieldsTypeBuilder t, FieldsTypeDefinitionNode d):
                AddMembers(t.Fields, d.Fields, ReadField);
                AddRange(t.Interfaces, d.Interfaces.Select(i => Find<InterfaceTypeBuilder>(i.Name)));
                break;
            case (UnionTypeBuilder t, UnionTypeDefinitionNode d):
                AddRange(t.Members, d.Members.Select(m => Find<ObjectTypeBuilder>(m.Name)));
                break;
            case (EnumTypeBuilder t, EnumTypeDefinitionNode d):
                AddMembers(t.Values, d.Values, ReadEnumValue);
                break;
            case (InputObjectTypeBuilder t, InputObjectTypeDefinitionNode d):
                t.IsOneOf |= d.Directives.Any(x => x.Name.Value == "oneOf");
                AddMembers(t.Fields, d.Fields, ReadInputValue);
                break;
            case (ScalarTypeBuilder t, ScalarTypeDefinitionNode d):
                t.SpecifiedBy ??= ReadText(d.Directives, "specifiedBy", "url", null);
                break;
            default:
                throw new GraphQLException(SchemaErrors.WrongKind(type.Name, definition.Name));
        }
    }

    private FieldBuilder ReadField(FieldDefinitionNode node)
    {
        var field = ReadMember(new FieldBuilder(node.Name.Value, ReadType(node.Type)), node);
        AddMembers(field.Arguments, node.Arguments, ReadInputValue);
        return field;
    }

    private InputValueBuilder ReadInputValue(InputValueDefinitionNode node)
    {
        var value = ReadMember(new InputValueBuilder(node.Name.Value, ReadType(node.Type)), node);
        value.DefaultValue = node.DefaultValue;
        return value;
    }

    private static EnumValueBuilder ReadEnumValue(EnumValueDefinitionNode node) => ReadMember(new EnumValueBuilder(node.Name.Value), node);

    private static T ReadMember<T>(T member, MemberDefinitionNode node)
        where T : MemberBuilder
    {
        member.Description = node.Description?.Value;
        member.DeprecationReason = ReadText(node.Directives, "deprecated", "reason", "No longer supported");
        AddApplied(member.AppliedDirectives, node.Directives);
        return member;
    }

    private DirectiveBuilder ReadDirective(DirectiveDefinitionNode node)
    {
        var directive = new DirectiveBuilder(node.Name.Value)
        {
            Description = node.Description?.Value,
            IsRepeatable = node.IsRepeatable,
        };
        AddMembers(directive.Arguments, node.Arguments, ReadInputValue);
        AddRange(directive.Locations, node.Locations.Select(l => l.Value));
        return directive;
    }

    private TypeReference ReadType(TypeNode node) => node switch
    {
        NamedTypeNode named => Find<TypeReference>(named.Name),
        ListTypeNode list => ReadType(list.ItemType).List(),
        NonNullTypeNode nonNull => ReadType(nonNull.NullableType).NonNull(),
        _ => throw new UnreachableException(node.GetType().Name),
    };

    /// <summary>
    /// The defined type of that name. Throws <see cref="GraphQLException"/> when there is none or it is of another kind.
    /// </summary>
    private T Find<T>(NameNode name)
        where T : TypeReference
    {
        _used.Add(name.Value);
        return (_types.GetValueOrDefault(name.Value) ?? FindIntrospectionType(name.Value)) switch
        {
            T type => type,
            null => throw new GraphQLException(SchemaErrors.NotDefined(name.Value, name)),
            _ => throw new GraphQLException(SchemaErrors.WrongKind(name.Value, name)),
        };
    }

    /// <summary>
    /// An introspection type. Looked for under reserved names only, because the introspection types are read by this class themselves:
    /// while they are, <see cref="IntrospectionTypes"/> cannot be asked yet.
    /// </summary>
    private static NamedType? FindIntrospectionType(string name) =>
        IntrospectionTypes.IsReserved(name) ? IntrospectionTypes.Find(name) : null;

    /// <summary>Adds members. Throws <see cref="GraphQLException"/> when a name is taken already.</summary>
    private static void AddMembers<TNode, T>(MemberList<T> members, IEnumerable<TNode> nodes, Func<TNode, T> read)
        where TNode : MemberDefinitionNode
        where T : MemberBuilder
    {
        foreach (var node in nodes)
        {
            if (members.TryGet(node.Name.Value, out _))
            {
                throw new GraphQLException(SchemaErrors.DefinedTwice(node.Name.Value, node.Name));
            }

            members.Add(read(node));
        }
    }

    private static void AddRange<T>(IList<T> list, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            list.Add(item);
        }
    }

    /// <summary>Adds the applied directives but those for which the builder has a property.</summary>
    private static void AddApplied(IList<DirectiveNode> applied, IEnumerable<DirectiveNode> directives) =>
        AddRange(applied, directives.Where(d => d.Name.Value is not ("deprecated" or "specifiedBy" or "oneOf")));

    /// <summary>
    /// The text argument of a directive, or <paramref name="otherwise"/> where it is not given; null where the directive is not applied.
    /// </summary>
    private static string? ReadText(IEnumerable<DirectiveNode> directives, string directive, string argument, string? otherwise) =>
        directives.FirstOrDefault(d => d.Name.Value == directive) is { } found
            ? (found.FindArgument(argument) as StringValueNode)?.Value ?? otherwise
            : null;
}
