using System.Collections.Immutable;
using System.Text;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Types;

/// <summary>
/// Makes a schema from its SDL (spec 3). Extensions of the same document are folded in. The five built-in scalars and directives are always
/// there; a scalar of unknown name passes any value through.
/// </summary>
public sealed class SchemaBuilder
{
    private readonly Dictionary<string, NamedType> _types = new(StringComparer.Ordinal);
    private readonly List<NamedType> _ordered = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Func<string, ScalarCoercion> _coercionOf;

    private SchemaBuilder(Func<string, ScalarCoercion>? coercionOf = null) => _coercionOf = coercionOf ?? Scalars.CoercionOf;

    /// <summary>
    /// Throws <see cref="GraphQLException"/> when a name is not defined, is defined twice, or is not of the kind its place needs.
    /// </summary>
    /// <param name="document">The SDL.</param>
    /// <param name="coercionOf">The meaning of the scalars that the document defines, by name; null:
    /// <see cref="Scalars.CoercionOf"/>.</param>
    public static Schema FromSdl(DocumentNode document, Func<string, ScalarCoercion>? coercionOf = null) =>
        new SchemaBuilder(coercionOf).Build(document);

    /// <summary>
    /// As <see cref="FromSdl(DocumentNode, Func{string, ScalarCoercion})"/>; a text that cannot be parsed throws
    /// <see cref="GraphQLSyntaxException"/>.
    /// </summary>
    public static Schema FromSdl(string sdl) => FromSdl(Parser.ParseDocument(Encoding.UTF8.GetBytes(sdl), ParserOptions.Unlimited));

    /// <summary>The types of a document, and the built-in scalars after them.</summary>
    internal static IReadOnlyList<NamedType> TypesOf(DocumentNode document)
    {
        var builder = new SchemaBuilder();
        builder.Types(document);
        return builder._ordered;
    }

    /// <summary>The directives that a document defines, whose arguments are of built-in types.</summary>
    internal static IReadOnlyList<DirectiveDefinition> DirectivesOf(DocumentNode document)
    {
        var builder = new SchemaBuilder();
        builder.Types(document);
        return [.. document.Definitions.OfType<DirectiveDefinitionNode>().Select(builder.Directive)];
    }

    private Schema Build(DocumentNode document)
    {
        Types(document);
        var directives = document.Definitions.OfType<DirectiveDefinitionNode>().Select(Directive).ToList();
        directives.AddRange(BuiltInDirectives.All.ExceptBy(directives.Select(d => d.Name), d => d.Name, StringComparer.Ordinal));
        return Schema([.. document.Definitions.OfType<SchemaDefinitionNode>()], directives);
    }

    private void Types(DocumentNode document)
    {
        var definitions = document.Definitions.OfType<TypeDefinitionNode>().ToList();
        foreach (var definition in definitions.Where(d => !d.IsExtension))
        {
            Declare(Shell(definition), definition.Name);
        }

        foreach (var scalar in Scalars.Specification.Where(s => !_types.ContainsKey(s.Name)))
        {
            Declare(scalar, null);
        }

        foreach (var definition in definitions)
        {
            Fill(Known<NamedType>(definition.Name), definition);
        }
    }

    /// <summary>Root types: those the schema definition names, else the types with the default names (spec 3.3.1).</summary>
    private Schema Schema(IReadOnlyList<SchemaDefinitionNode> definitions, IEnumerable<DirectiveDefinition> directives)
    {
        var hasDefinition = definitions.Any(d => !d.IsExtension);
        var roots = definitions.SelectMany(d => d.RootTypes).ToLookup(r => r.Kind);
        return new Schema(
            Root(OperationKind.Query, "Query"), Root(OperationKind.Mutation, "Mutation"), Root(OperationKind.Subscription, "Subscription"),
            _ordered.Where(IsPartOfSchema), directives)
        {
            Description = definitions.Select(d => d.Description?.Value).FirstOrDefault(d => d is not null),
            AppliedDirectives = [.. definitions.SelectMany(d => d.Directives)],
        };

        ObjectType? Root(OperationKind kind, string defaultName) =>
            roots[kind].FirstOrDefault() is { } root ? Known<ObjectType>(root.Type.Name)
            : hasDefinition ? null
            : _types.GetValueOrDefault(defaultName) as ObjectType;
    }

    private void Declare(NamedType type, NameNode? place)
    {
        if (!_types.TryAdd(type.Name, type))
        {
            throw new GraphQLException(SchemaErrors.DefinedTwice(type.Name, place));
        }

        _ordered.Add(type);
    }

    /// <summary>
    /// A built-in scalar that nothing refers to is not part of the schema (spec 3.5); String and Boolean are introspection's own.
    /// </summary>
    private bool IsPartOfSchema(NamedType type) =>
        type is not ScalarType scalar || !Scalars.Specification.Contains(scalar) || _used.Contains(type.Name)
            || type.Name is "String" or "Boolean";

    private NamedType Shell(TypeDefinitionNode definition) => definition switch
    {
        ObjectTypeDefinitionNode => new ObjectType(definition.Name.Value),
        InterfaceTypeDefinitionNode => new InterfaceType(definition.Name.Value),
        UnionTypeDefinitionNode => new UnionType(definition.Name.Value),
        EnumTypeDefinitionNode => new EnumType(definition.Name.Value),
        InputObjectTypeDefinitionNode => new InputObjectType(definition.Name.Value),
        _ => new ScalarType(definition.Name.Value, _coercionOf(definition.Name.Value)),
    };

    private void Fill(NamedType type, TypeDefinitionNode definition)
    {
        type.Description ??= definition.Description?.Value;
        AddOthers(type.AppliedDirectives, definition.Directives);
        switch (type, definition)
        {
            case (FieldsType t, FieldsTypeDefinitionNode d):
                Each(d.Fields, f => Add(t.Fields, f.Name, Field(f)));
                Each(d.Interfaces, i => t.Interfaces.Add(Known<InterfaceType>(i.Name)));
                break;
            case (UnionType t, UnionTypeDefinitionNode d):
                Each(d.Members, m => t.Members.Add(Known<ObjectType>(m.Name)));
                break;
            case (EnumType t, EnumTypeDefinitionNode d):
                Each(d.Values, v => Add(t.Values, v.Name, EnumValue(v)));
                break;
            case (InputObjectType t, InputObjectTypeDefinitionNode d):
                t.IsOneOf |= d.Directives.Any(x => x.Name.Value == "oneOf");
                Each(d.Fields, f => Add(t.Fields, f.Name, InputValue(f)));
                break;
            case (ScalarType t, ScalarTypeDefinitionNode d):
                t.SpecifiedBy ??= TextArgument(d.Directives, "specifiedBy", "url", null);
                break;
            default:
                throw new GraphQLException(SchemaErrors.WrongKind(type.Name, definition.Name));
        }
    }

    private FieldDefinition Field(FieldDefinitionNode node)
    {
        var field = new FieldDefinition(node.Name.Value, TypeOf(node.Type))
        {
            Description = node.Description?.Value,
            DeprecationReason = DeprecationOf(node),
        };
        AddOthers(field.AppliedDirectives, node.Directives);
        Each(node.Arguments, a => Add(field.Arguments, a.Name, InputValue(a)));
        return field;
    }

    private InputValueDefinition InputValue(InputValueDefinitionNode node)
    {
        var value = new InputValueDefinition(node.Name.Value, TypeOf(node.Type))
        {
            Description = node.Description?.Value,
            DefaultValue = node.DefaultValue,
            DeprecationReason = DeprecationOf(node),
        };
        AddOthers(value.AppliedDirectives, node.Directives);
        return value;
    }

    private static EnumValueDefinition EnumValue(EnumValueDefinitionNode node)
    {
        var value = new EnumValueDefinition(node.Name.Value)
        {
            Description = node.Description?.Value,
            DeprecationReason = DeprecationOf(node),
        };
        AddOthers(value.AppliedDirectives, node.Directives);
        return value;
    }

    private DirectiveDefinition Directive(DirectiveDefinitionNode node)
    {
        var directive = new DirectiveDefinition(node.Name.Value)
        {
            Description = node.Description?.Value,
            IsRepeatable = node.IsRepeatable,
        };
        Each(node.Arguments, a => Add(directive.Arguments, a.Name, InputValue(a)));
        Each(node.Locations, l => directive.Locations.Add(l.Value));
        return directive;
    }

    private GraphQLType TypeOf(TypeNode node) => node switch
    {
        ListTypeNode list => new ListType(TypeOf(list.ItemType)),
        NonNullTypeNode nonNull => new NonNullType(TypeOf(nonNull.NullableType)),
        _ => Known<NamedType>(((NamedTypeNode)node).Name),
    };

    /// <summary>The defined type of that name and kind.</summary>
    private T Known<T>(NameNode name)
        where T : NamedType
    {
        _used.Add(name.Value);
        return (_types.GetValueOrDefault(name.Value) ?? IntrospectionType(name.Value)) switch
        {
            T type => type,
            null => throw new GraphQLException(SchemaErrors.NotDefined(name.Value, name)),
            _ => throw new GraphQLException(SchemaErrors.WrongKind(name.Value, name)),
        };
    }

    /// <summary>Asked only by reserved names, which the introspection types do not look for before they are made.</summary>
    private static NamedType? IntrospectionType(string name) => IntrospectionTypes.IsReserved(name) ? IntrospectionTypes.Find(name) : null;

    /// <summary>Adds a member; a name that is taken is the document's fault.</summary>
    private static void Add<T>(FieldMap<T> members, NameNode name, T member)
    {
        if (members.TryGet(name.Value, out _))
        {
            throw new GraphQLException(SchemaErrors.DefinedTwice(name.Value, name));
        }

        members.Add(member);
    }

    private static void Each<T>(ImmutableArray<T> nodes, Action<T> action)
    {
        foreach (var node in nodes)
        {
            action(node);
        }
    }

    /// <summary>Directives which the model has no property for.</summary>
    private static void AddOthers(IList<DirectiveNode> applied, IEnumerable<DirectiveNode> directives)
    {
        foreach (var directive in directives.Where(d => d.Name.Value is not ("deprecated" or "specifiedBy" or "oneOf")))
        {
            applied.Add(directive);
        }
    }

    private static string? DeprecationOf(MemberDefinitionNode node) =>
        TextArgument(node.Directives, "deprecated", "reason", "No longer supported");

    /// <summary>A directive's text argument; null where the directive does not stand.</summary>
    private static string? TextArgument(IEnumerable<DirectiveNode> directives, string directive, string argument, string? otherwise) =>
        directives.FirstOrDefault(d => d.Name.Value == directive) is { } found
            ? (found.Argument(argument) as StringValueNode)?.Value ?? otherwise
            : null;
}
