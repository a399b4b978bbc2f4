namespace Jim.GraphQL.Types;

/// <summary>What all members of finished types have. Immutable.</summary>
public abstract class MemberDefinition
{
    private protected MemberDefinition(MemberBuilder builder)
    {
        Name = builder.Name;
        Description = builder.Description;
        DeprecationReason = builder.DeprecationReason;
        VisibleTo = builder.VisibleTo;
        AppliedDirectives = builder.CopyDirectives();
        Binding = builder.Binding;
    }

    /// <summary>The name as documents and responses write it; unique in its type, field or directive.</summary>
    public string Name { get; }

    /// <summary>Markdown (spec 3.2); null where there is none.</summary>
    public string? Description { get; }

    /// <summary>The reason of <c>@deprecated</c> (spec 3.13.3); null: not deprecated.</summary>
    public string? DeprecationReason { get; }

    /// <summary>The roles that may know of the member.</summary>
    public RoleMask VisibleTo { get; }

    /// <summary>Applied directives as the SDL prints them, without <c>@deprecated</c>, which is a property.</summary>
    public ImmutableArray<DirectiveNode> AppliedDirectives { get; }

    /// <summary>
    /// What the member stands for in the layer that reads or runs it; null: nothing. Of a field: its resolver, or what a planner knows it
    /// by (a column, a relation). Of an argument or input field: a column or the operator of a filter. Of an enum value: a label of the
    /// database, or null for its name.
    /// </summary>
    public object? Binding { get; }
}

/// <summary>A field of an object or interface type (spec 3.6). Immutable.</summary>
public sealed class FieldDefinition : MemberDefinition
{
    internal FieldDefinition(FieldBuilder builder, GraphQLType type, FieldMap<InputValueDefinition> arguments)
        : base(builder)
    {
        Type = type;
        Arguments = arguments;
        Cost = builder.Cost;
    }

    /// <summary>An output type.</summary>
    public GraphQLType Type { get; }

    /// <summary>The arguments in definition order (spec 3.6.1).</summary>
    public FieldMap<InputValueDefinition> Arguments { get; }

    /// <summary>
    /// The weight of the field in the cost of an operation (HotChocolate's <c>@cost</c>); null: 1 for a field with a composite type, 0 for
    /// a leaf.
    /// </summary>
    public double? Cost { get; }
}

/// <summary>An argument or a field of an input object (spec 3.6.1, 3.10). Immutable.</summary>
public sealed class InputValueDefinition : MemberDefinition
{
    internal InputValueDefinition(InputValueBuilder builder, GraphQLType type)
        : base(builder)
    {
        Type = type;
        DefaultValue = builder.DefaultValue;
        Cost = builder.Cost;
    }

    /// <summary>An input type.</summary>
    public GraphQLType Type { get; }

    /// <summary>The default value as written; null where there is none.</summary>
    public ValueNode? DefaultValue { get; }

    /// <summary>What it adds to the cost of an operation; null: nothing.</summary>
    public InputCost? Cost { get; }

    /// <summary>True when a value must be given: the type is non-null and there is no default (spec 3.6.1).</summary>
    public bool IsRequired => Type.IsNonNull && DefaultValue is null;
}

/// <summary>A value of an enum type (spec 3.9). Immutable.</summary>
public sealed class EnumValueDefinition : MemberDefinition
{
    internal EnumValueDefinition(EnumValueBuilder builder)
        : base(builder)
    {
    }
}

/// <summary>A directive of the schema (spec 3.13). Immutable.</summary>
public sealed class DirectiveDefinition
{
    internal DirectiveDefinition(DirectiveBuilder builder, FieldMap<InputValueDefinition> arguments)
    {
        Name = builder.Name;
        Description = builder.Description;
        Arguments = arguments;
        Locations = [.. builder.Locations];
        IsRepeatable = builder.IsRepeatable;
        VisibleTo = builder.VisibleTo;
    }

    /// <summary>The name without the at sign, unique in the schema.</summary>
    public string Name { get; }

    /// <summary>Markdown (spec 3.2); null where there is none.</summary>
    public string? Description { get; }

    /// <summary>The arguments in definition order.</summary>
    public FieldMap<InputValueDefinition> Arguments { get; }

    /// <summary>The locations where it may be applied, as the specification spells them: <c>FIELD_DEFINITION</c>.</summary>
    public ImmutableArray<string> Locations { get; }

    /// <summary>True when it may be applied more than once at one location.</summary>
    public bool IsRepeatable { get; }

    /// <summary>The roles that may know of the directive.</summary>
    public RoleMask VisibleTo { get; }
}
