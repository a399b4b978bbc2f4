using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Jim.GraphQL.Types;

/// <summary>
/// Makes finished types of types under construction. Types refer to each other in circles, so each finished type is created without members
/// when something first refers to it, and <see cref="Finish"/> gives it its members; after that nothing changes any more. A builder that is
/// used in several places becomes one finished object, which it remembers itself: dictionaries of a large schema's two hundred thousand
/// builders took more memory than the builders.
/// </summary>
internal sealed class TypeSealer
{
    private readonly Queue<(NamedTypeBuilder Builder, NamedType Type)> _withoutMembers = new();
    private readonly Func<FieldBuilder, FieldDefinition> _sealField;
    private readonly Func<InputValueBuilder, InputValueDefinition> _sealInput;

    public TypeSealer()
    {
        _sealField = Seal;
        _sealInput = Seal;
    }

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
        if (builder.Sealed is { } known && known.By == this)
        {
            return known.Type;
        }

        var type = builder.CreateType();
        builder.Sealed = (this, type);
        _withoutMembers.Enqueue((builder, type));
        return type;
    }

    public DirectiveDefinition Seal(DirectiveBuilder directive) => new(directive, Seal(directive.Arguments, _sealInput));

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
                    Seal(b.Fields, _sealField),
                    [.. b.Interfaces.Select(i => (InterfaceType)Resolve(i))]);
                break;
            case (UnionType t, UnionTypeBuilder b):
                t.Complete([.. b.Members.Select(m => (ObjectType)Resolve(m))]);
                break;
            case (InputObjectType t, InputObjectTypeBuilder b):
                t.Complete(Seal(b.Fields, _sealInput));
                break;
            case (ScalarType or EnumType, _):
                break;
            default:
                throw new UnreachableException(type.GetType().Name);
        }
    }

    private static FieldMap<TDefinition> Seal<TBuilder, TDefinition>(MemberList<TBuilder> builders, Func<TBuilder, TDefinition> seal)
        where TBuilder : MemberBuilder
        where TDefinition : MemberDefinition
    {
        if (builders.Count == 0)
        {
            return FieldMap<TDefinition>.Empty;
        }

        var definitions = new TDefinition[builders.Count];
        var at = 0;
        foreach (var builder in builders)
        {
            definitions[at++] = seal(builder);
        }

        return FieldMap<TDefinition>.FromDistinct(ImmutableCollectionsMarshal.AsImmutableArray(definitions), d => d.Name);
    }

    private FieldDefinition Seal(FieldBuilder field) =>
        Find<FieldDefinition>(field) ?? Keep(field, new FieldDefinition(field, Resolve(field.Type), Seal(field.Arguments, _sealInput)));

    private InputValueDefinition Seal(InputValueBuilder input) =>
        Find<InputValueDefinition>(input) ?? Keep(input, new InputValueDefinition(input, Resolve(input.Type)));

    /// <summary>What this has made of the builder before; null: nothing.</summary>
    private T? Find<T>(MemberBuilder builder)
        where T : MemberDefinition =>
        builder.Sealed is { } known && known.By == this ? (T)known.Definition : null;

    private T Keep<T>(MemberBuilder builder, T definition)
        where T : MemberDefinition
    {
        builder.Sealed = (this, definition);
        return definition;
    }
}
