using Jim.GraphQL.Coercion;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Types;

/// <summary>A type with a name. Written only while its schema is being built.</summary>
public abstract class NamedType(string name) : GraphQLType
{
    /// <summary>Unique in the schema.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown for the developer of a client (spec 3.2); null: none.</summary>
    public string? Description { get; set; }

    /// <summary>The roles that may know of the type.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>
    /// Applied directives, as the SDL prints them; without <c>@deprecated</c>, <c>@specifiedBy</c>, <c>@oneOf</c>, which are properties.
    /// </summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>
    /// What the type stands for in the layer that made it (a relation, an enum of the catalog); null for the language's own.
    /// </summary>
    public object? Binding { get; set; }

    /// <summary>The type itself.</summary>
    public override NamedType Named => this;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A leaf type with its coercion rules (spec 3.5).</summary>
public class ScalarType(string name, ScalarCoercion coercion) : NamedType(name)
{
    /// <summary>The URL of <c>@specifiedBy</c> (spec 3.13.4); null: none, as for the scalars of the specification.</summary>
    public string? SpecifiedBy { get; set; }

    /// <summary>What values it has, and how they are read and written.</summary>
    public ScalarCoercion Coercion { get; } = coercion;
}

/// <summary>A type with fields: object or interface.</summary>
public abstract class FieldsType(string name) : NamedType(name)
{
    /// <summary>The fields in definition order.</summary>
    public FieldMap<FieldDefinition> Fields { get; } = new(f => f.Name);

    /// <summary>
    /// The interfaces that it declares, in definition order; those that an interface implements itself are declared too (spec 3.7).
    /// </summary>
    public IList<InterfaceType> Interfaces { get; } = [];
}

/// <summary>An object type (spec 3.6).</summary>
public sealed class ObjectType(string name) : FieldsType(name);

/// <summary>An interface type (spec 3.7).</summary>
public sealed class InterfaceType(string name) : FieldsType(name)
{
    /// <summary>Names the object type of a resolved value; null: the value's <c>__typename</c> member.</summary>
    public Func<object, string?>? ResolveType { get; set; }
}

/// <summary>A union type (spec 3.8).</summary>
public sealed class UnionType(string name) : NamedType(name)
{
    /// <summary>The object types that a value can have, in definition order.</summary>
    public IList<ObjectType> Members { get; } = [];

    /// <summary>As <see cref="InterfaceType.ResolveType"/>.</summary>
    public Func<object, string?>? ResolveType { get; set; }
}

/// <summary>An enum type (spec 3.9).</summary>
public sealed class EnumType(string name) : NamedType(name)
{
    /// <summary>The values in definition order.</summary>
    public FieldMap<EnumValueDefinition> Values { get; } = new(v => v.Name);
}

/// <summary>A value of an enum type (spec 3.9).</summary>
public sealed class EnumValueDefinition(string name)
{
    /// <summary>Unique in its enum; as it is written in documents and responses.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown (spec 3.2); null: none.</summary>
    public string? Description { get; set; }

    /// <summary>The reason of <c>@deprecated</c> (spec 3.13.3); null: not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    /// <summary>The roles that may know of the value.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>As <see cref="NamedType.AppliedDirectives"/>.</summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>What the value stands for (a label of a Postgres enum); null: its name.</summary>
    public object? Binding { get; set; }
}

/// <summary>An input object type (spec 3.10).</summary>
public sealed class InputObjectType(string name) : NamedType(name)
{
    private InputValueDefinition[]? _completed;

    /// <summary>The fields in definition order.</summary>
    public FieldMap<InputValueDefinition> Fields { get; } = new(f => f.Name);

    /// <summary>The fields that an object which lacks them is completed by or refused for. Asked for once the schema is made.</summary>
    internal IReadOnlyList<InputValueDefinition> CompletedFields =>
        _completed ??= [.. Fields.Where(f => f.DefaultValue is not null || f.Type.IsNonNull)];

    /// <summary><c>@oneOf</c> (spec 3.10.1).</summary>
    public bool IsOneOf { get; set; }
}

/// <summary>A field of an object or interface type.</summary>
public sealed class FieldDefinition(string name, GraphQLType type)
{
    /// <summary>Unique in its type.</summary>
    public string Name { get; } = name;

    /// <summary>An output type.</summary>
    public GraphQLType Type { get; set; } = type;

    /// <summary>Markdown (spec 3.2); null: none.</summary>
    public string? Description { get; set; }

    /// <summary>The arguments in definition order (spec 3.6.1).</summary>
    public FieldMap<InputValueDefinition> Arguments { get; } = new(a => a.Name);

    /// <summary>The reason of <c>@deprecated</c> (spec 3.13.3); null: not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    /// <summary>The roles that may know of the field.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>As <see cref="NamedType.AppliedDirectives"/>.</summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>What the field is in the layer that made it (a column, a relation); read by that layer's planner.</summary>
    public object? Binding { get; set; }

    /// <summary>Produces the value where no planner does; null: the member of the parent value with the field's name.</summary>
    public Execution.FieldResolver? Resolver { get; set; }

    /// <summary>As a resolver, for values that are there at once and need no more than this: introspection's.</summary>
    internal Func<object, Introspection.IntrospectionContext, object?>? Reader { get; set; }

    /// <summary>Weight in the cost of an operation (HotChocolate's @cost): 1 for a composite, 0 for a leaf unless set.</summary>
    public double? Cost { get; set; }
}

/// <summary>An argument or a field of an input object.</summary>
public sealed class InputValueDefinition(string name, GraphQLType type)
{
    /// <summary>Unique in its field, directive or input object.</summary>
    public string Name { get; } = name;

    /// <summary>An input type.</summary>
    public GraphQLType Type { get; set; } = type;

    /// <summary>Markdown (spec 3.2); null: none.</summary>
    public string? Description { get; set; }

    /// <summary>The default as written; null: none.</summary>
    public ValueNode? DefaultValue { get; set; }

    /// <summary>The reason of <c>@deprecated</c> (spec 3.13.3); null: not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    /// <summary>The roles that may know of it.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>As <see cref="NamedType.AppliedDirectives"/>.</summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>What it is in the layer that made it (a column, an operator of a filter); read by that layer's planner.</summary>
    public object? Binding { get; set; }

    /// <summary>Must be given: non-null without a default (spec 3.6.1).</summary>
    public bool IsRequired => Type.IsNonNull && DefaultValue is null;
}

/// <summary>A directive of the schema (spec 3.13).</summary>
public sealed class DirectiveDefinition(string name)
{
    /// <summary>The name without the at sign, unique in the schema.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown (spec 3.2); null: none.</summary>
    public string? Description { get; set; }

    /// <summary>The arguments in definition order.</summary>
    public FieldMap<InputValueDefinition> Arguments { get; } = new(a => a.Name);

    /// <summary>Where it may stand, as the specification spells the places: <c>FIELD_DEFINITION</c>.</summary>
    public IList<string> Locations { get; } = [];

    /// <summary>It may stand at one place more than once.</summary>
    public bool IsRepeatable { get; set; }

    /// <summary>The roles that may know of the directive.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;
}
