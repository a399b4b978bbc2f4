using System.Diagnostics;

namespace Jim.GraphQL.Types;

/// <summary>
/// Makes finished types of types under construction. Types refer to each other in circles, so each finished type is created without members
/// when something first refers to it, and <see cref="Finish"/> gives it its members; after that nothing changes any more. A builder that is
/// used in several places becomes one finished object.
/// </summary>
internal sealed class TypeSealer
{
    private readonly Dictionary<NamedTypeBuilder, NamedType> _types = [];
    private readonly Dictionary<FieldBuilder, FieldDefinition> _fields = [];
    private readonly Dictionary<InputValueBuilder, InputValueDefinition> _inputs = [];
    private readonly Queue<(NamedTypeBuilder Builder, NamedType Type)> _withoutMembers = new();

    /// <summary>The finished type, which may be without members until <see cref="Finish"/> is called.</summary>
    public GraphQLType Resolve(TypeReference reference) => reference switch
    {
        GraphQLType finished => finished,
        NamedTypeBuilder builder => Resolve(builder),
        ListReference list => new ListType(Resolve(list.OfType)),
        NonNullReference nonNull => new NonNullType(Resolve(nonNull.OfType)),
        _ => throw new UnreachableException(reference.GetType().Name),
    };

    /// <summary>The finished type, which may be without members until <see cref="Finish"/> is called.</summary>
    public NamedType Resolve(NamedTypeBuilder builder)
    {
        if (!_types.TryGetValue(builder, out var type))
        {
            _types.Add(builder, type = builder.CreateType());
            _withoutMembers.Enqueue((builder, type));
        }

        return type;
    }

    public DirectiveDefinition Seal(DirectiveBuilder directive) => new(directive, Seal(directive.Arguments));

    /// <summary>Gives every type that was referred to its members.</summary>
    public void Finish()
    {
        while (_withoutMembers.TryDequeue(out var next))
        {
            Complete(next.Type, next.Builder);
        }
    }

    private void Complete(NamedType type, NamedTypeBuilder builder)
    {
        switch (type, builder)
        {
            case (FieldsType t, FieldsTypeBuilder b):
                t.Complete(
                    b.Fields.Count == 0 ? FieldMap<FieldDefinition>.Empty : new(b.Fields.Select(Seal), f => f.Name),
                    [.. b.Interfaces.Select(i => (InterfaceType)Resolve(i))]);
                break;
            case (UnionType t, UnionTypeBuilder b):
                t.Complete([.. b.Members.Select(m => (ObjectType)Resolve(m))]);
                break;
            case (InputObjectType t, InputObjectTypeBuilder b):
                t.Complete(Seal(b.Fields));
                break;
            case (ScalarType or EnumType, _):
                break;
            default:
                throw new UnreachableException(type.GetType().Name);
        }
    }

    private FieldDefinition Seal(FieldBuilder field)
    {
        if (!_fields.TryGetValue(field, out var definition))
        {
            _fields.Add(field, definition = new FieldDefinition(field, Resolve(field.Type), Seal(field.Arguments)));
        }

        return definition;
    }

    private FieldMap<InputValueDefinition> Seal(MemberList<InputValueBuilder> inputs) =>
        inputs.Count == 0 ? FieldMap<InputValueDefinition>.Empty : new(inputs.Select(Seal), i => i.Name);

    private InputValueDefinition Seal(InputValueBuilder input)
    {
        if (!_inputs.TryGetValue(input, out var definition))
        {
            _inputs.Add(input, definition = new InputValueDefinition(input, Resolve(input.Type)));
        }

        return definition;
    }
}
