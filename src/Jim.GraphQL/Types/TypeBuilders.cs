using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>
/// A named type under construction. Fields refer to it before it is finished; <see cref="SchemaBuilder.Build"/> makes the finished type.
/// </summary>
/// <param name="name">Unique in the schema.</param>
public abstract class NamedTypeBuilder(string name) : TypeReference
{
    /// <summary>Unique in the schema.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown for the developer of a client (spec 3.2); null where there is none.</summary>
    public string? Description { get; set; }

    /// <summary>The roles that may know of the type.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>
    /// Applied directives as the SDL prints them, without <c>@specifiedBy</c> and <c>@oneOf</c>, which are properties.
    /// </summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>See <see cref="NamedType.Binding"/>; null where there is none.</summary>
    public object? Binding { get; set; }

    /// <summary>What was made of this builder last, and by whom; null: nothing was. See <see cref="TypeSealer"/>.</summary>
    internal (TypeSealer By, NamedType Type)? Sealed { get; set; }

    /// <summary>The builder itself.</summary>
    public override TypeReference Named => this;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The finished type without its members, so that other types can refer to it.</summary>
    internal abstract NamedType CreateType();
}

/// <summary>A scalar type under construction.</summary>
public sealed class ScalarTypeBuilder(string name, ScalarCoercion coercion) : NamedTypeBuilder(name)
{
    /// <summary>The URL of <c>@specifiedBy</c> (spec 3.13.4); null where there is none.</summary>
    public string? SpecifiedBy { get; set; }

    /// <summary>Which values the scalar has, and how they are read and written.</summary>
    public ScalarCoercion Coercion { get; } = coercion;

    internal override ScalarType CreateType() => new(this);
}

/// <summary>An object or interface type under construction.</summary>
public abstract class FieldsTypeBuilder(string name) : NamedTypeBuilder(name)
{
    /// <summary>The fields in definition order.</summary>
    public MemberList<FieldBuilder> Fields { get; } = new();

    /// <summary>
    /// The interfaces that the type declares, in definition order; those that an interface implements itself are declared too (spec 3.7).
    /// </summary>
    public IList<InterfaceTypeBuilder> Interfaces { get; } = [];
}

/// <summary>An object type under construction.</summary>
public sealed class ObjectTypeBuilder(string name) : FieldsTypeBuilder(name)
{
    internal override ObjectType CreateType() => new(this);
}

/// <summary>An interface type under construction.</summary>
public sealed class InterfaceTypeBuilder(string name) : FieldsTypeBuilder(name)
{
    /// <summary>See <see cref="InterfaceType.ResolveType"/>.</summary>
    public Func<object, string?>? ResolveType { get; set; }

    internal override InterfaceType CreateType() => new(this);
}

/// <summary>A union type under construction.</summary>
public sealed class UnionTypeBuilder(string name) : NamedTypeBuilder(name)
{
    /// <summary>The object types that a value can have, in definition order.</summary>
    public IList<ObjectTypeBuilder> Members { get; } = [];

    /// <summary>See <see cref="InterfaceType.ResolveType"/>.</summary>
    public Func<object, string?>? ResolveType { get; set; }

    internal override UnionType CreateType() => new(this);
}

/// <summary>An enum type under construction.</summary>
public sealed class EnumTypeBuilder(string name) : NamedTypeBuilder(name)
{
    /// <summary>The values in definition order.</summary>
    public MemberList<EnumValueBuilder> Values { get; } = new();

    internal override EnumType CreateType() => new(this);
}

/// <summary>An input object type under construction.</summary>
public sealed class InputObjectTypeBuilder(string name) : NamedTypeBuilder(name)
{
    /// <summary>The fields in definition order.</summary>
    public MemberList<InputValueBuilder> Fields { get; } = new();

    /// <summary><c>@oneOf</c> (spec 3.10.1).</summary>
    public bool IsOneOf { get; set; }

    internal override InputObjectType CreateType() => new(this);
}
