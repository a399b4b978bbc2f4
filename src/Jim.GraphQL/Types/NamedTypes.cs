using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>A finished type with a name. Immutable once its schema is built.</summary>
public abstract class NamedType : GraphQLType
{
    private protected NamedType(NamedTypeBuilder builder)
    {
        Name = builder.Name;
        Description = builder.Description;
        VisibleTo = builder.VisibleTo;
        AppliedDirectives = [.. builder.AppliedDirectives];
        Binding = builder.Binding;
    }

    /// <summary>Unique in the schema.</summary>
    public string Name { get; }

    /// <summary>Markdown for the developer of a client (spec 3.2); null where there is none.</summary>
    public string? Description { get; }

    /// <summary>The roles that may know of the type.</summary>
    public RoleMask VisibleTo { get; }

    /// <summary>
    /// Applied directives as the SDL prints them, without <c>@specifiedBy</c> and <c>@oneOf</c>, which are properties.
    /// </summary>
    public ImmutableArray<DirectiveNode> AppliedDirectives { get; }

    /// <summary>
    /// What the type stands for in the layer that made it (a relation, an enum of the catalog); null for the language's own types.
    /// </summary>
    public object? Binding { get; }

    /// <summary>The type itself.</summary>
    public override NamedType Named => this;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A leaf type with its coercion rules (spec 3.5).</summary>
public sealed class ScalarType : NamedType
{
    internal ScalarType(ScalarTypeBuilder builder)
        : base(builder)
    {
        SpecifiedBy = builder.SpecifiedBy;
        Coercion = builder.Coercion;
    }

    /// <summary>The URL of <c>@specifiedBy</c> (spec 3.13.4); null where there is none, as for the scalars of the specification.</summary>
    public string? SpecifiedBy { get; }

    /// <summary>Which values the scalar has, and how they are read and written.</summary>
    public ScalarCoercion Coercion { get; }
}

/// <summary>A type with fields: object or interface.</summary>
public abstract class FieldsType : NamedType
{
    private protected FieldsType(FieldsTypeBuilder builder)
        : base(builder)
    {
    }

    /// <summary>The fields in definition order.</summary>
    public FieldMap<FieldDefinition> Fields { get; private set; } = FieldMap<FieldDefinition>.Empty;

    /// <summary>
    /// The interfaces that the type declares, in definition order; those that an interface implements itself are declared too (spec 3.7).
    /// </summary>
    public ImmutableArray<InterfaceType> Interfaces { get; private set; } = [];

    /// <summary>Called once, by the <see cref="TypeSealer"/> that created the type.</summary>
    internal void Complete(FieldMap<FieldDefinition> fields, ImmutableArray<InterfaceType> interfaces) =>
        (Fields, Interfaces) = (fields, interfaces);
}

/// <summary>An object type (spec 3.6).</summary>
public sealed class ObjectType : FieldsType
{
    internal ObjectType(ObjectTypeBuilder builder)
        : base(builder)
    {
    }
}

/// <summary>An interface type (spec 3.7).</summary>
public sealed class InterfaceType : FieldsType
{
    internal InterfaceType(InterfaceTypeBuilder builder)
        : base(builder) =>
        ResolveType = builder.ResolveType;

    /// <summary>
    /// Gives the name of a resolved value's object type. Null, or a function that returns null: the value's <c>__typename</c> member, else
    /// the name of its class.
    /// </summary>
    public Func<object, string?>? ResolveType { get; }
}

/// <summary>A union type (spec 3.8).</summary>
public sealed class UnionType : NamedType
{
    internal UnionType(UnionTypeBuilder builder)
        : base(builder) =>
        ResolveType = builder.ResolveType;

    /// <summary>The object types that a value can have, in definition order.</summary>
    public ImmutableArray<ObjectType> Members { get; private set; } = [];

    /// <summary>As <see cref="InterfaceType.ResolveType"/>.</summary>
    public Func<object, string?>? ResolveType { get; }

    /// <summary>Called once, by the <see cref="TypeSealer"/> that created the type.</summary>
    internal void Complete(ImmutableArray<ObjectType> members) => Members = members;
}

/// <summary>An enum type (spec 3.9).</summary>
public sealed class EnumType : NamedType
{
    internal EnumType(EnumTypeBuilder builder)
        : base(builder) =>
        Values = new(builder.Values.Select(v => new EnumValueDefinition(v)), v => v.Name);

    /// <summary>The values in definition order.</summary>
    public FieldMap<EnumValueDefinition> Values { get; }
}

/// <summary>An input object type (spec 3.10).</summary>
public sealed class InputObjectType : NamedType
{
    internal InputObjectType(InputObjectTypeBuilder builder)
        : base(builder) =>
        IsOneOf = builder.IsOneOf;

    /// <summary>The fields in definition order.</summary>
    public FieldMap<InputValueDefinition> Fields { get; private set; } = FieldMap<InputValueDefinition>.Empty;

    /// <summary><c>@oneOf</c> (spec 3.10.1).</summary>
    public bool IsOneOf { get; }

    /// <summary>
    /// The fields that matter when an object lacks them: those with a default are added to it, the other non-null ones make it invalid.
    /// </summary>
    internal ImmutableArray<InputValueDefinition> CompletedFields { get; private set; } = [];

    /// <summary>Called once, by the <see cref="TypeSealer"/> that created the type.</summary>
    internal void Complete(FieldMap<InputValueDefinition> fields)
    {
        Fields = fields;
        CompletedFields = [.. fields.Where(f => f.DefaultValue is not null || f.Type.IsNonNull)];
    }
}
