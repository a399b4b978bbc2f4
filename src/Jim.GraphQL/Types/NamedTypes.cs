using Jim.GraphQL.Language;

namespace Jim.GraphQL.Types;

/// <summary>A type with a name. Written only while its schema is being built.</summary>
public abstract class NamedType(string name) : GraphQLType
{
    public string Name { get; } = name;

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

    public override NamedType Named => this;

    public override string ToString() => Name;
}

/// <summary>A leaf type with its coercion rules (spec 3.5).</summary>
public class ScalarType(string name, ScalarCoercion coercion) : NamedType(name)
{
    public string? SpecifiedBy { get; set; }

    public ScalarCoercion Coercion { get; } = coercion;
}

/// <summary>A type with fields: object or interface.</summary>
public abstract class FieldsType(string name) : NamedType(name)
{
    /// <summary>The fields in definition order.</summary>
    public FieldMap<FieldDefinition> Fields { get; } = new(f => f.Name);

    public IList<InterfaceType> Interfaces { get; } = [];
}

public sealed class ObjectType(string name) : FieldsType(name);

public sealed class InterfaceType(string name) : FieldsType(name)
{
    /// <summary>Names the object type of a resolved value; null: the value's <c>__typename</c> member.</summary>
    public Func<object, string?>? ResolveType { get; set; }
}

public sealed class UnionType(string name) : NamedType(name)
{
    public IList<ObjectType> Members { get; } = [];

    public Func<object, string?>? ResolveType { get; set; }
}

public sealed class EnumType(string name) : NamedType(name)
{
    public FieldMap<EnumValueDefinition> Values { get; } = new(v => v.Name);
}

public sealed class EnumValueDefinition(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public string? DeprecationReason { get; set; }

    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>What the value stands for (a label of a Postgres enum); null: its name.</summary>
    public object? Binding { get; set; }
}

public sealed class InputObjectType(string name) : NamedType(name)
{
    private InputValueDefinition[]? _completed;

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
    public string Name { get; } = name;

    public GraphQLType Type { get; set; } = type;

    public string? Description { get; set; }

    public FieldMap<InputValueDefinition> Arguments { get; } = new(a => a.Name);

    public string? DeprecationReason { get; set; }

    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

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
    public string Name { get; } = name;

    public GraphQLType Type { get; set; } = type;

    public string? Description { get; set; }

    /// <summary>The default as written; null: none.</summary>
    public ValueNode? DefaultValue { get; set; }

    public string? DeprecationReason { get; set; }

    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    public object? Binding { get; set; }

    /// <summary>Must be given: non-null without a default (spec 3.6.1).</summary>
    public bool IsRequired => Type.IsNonNull && DefaultValue is null;
}

public sealed class DirectiveDefinition(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public FieldMap<InputValueDefinition> Arguments { get; } = new(a => a.Name);

    public IList<string> Locations { get; } = [];

    public bool IsRepeatable { get; set; }

    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;
}
