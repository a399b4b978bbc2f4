namespace Jim.GraphQL.Types;

/// <summary>What all members of types have while they are being built. A builder may be added to several types.</summary>
/// <param name="name">Unique in the type, field or directive that the member is added to.</param>
public abstract class MemberBuilder(string name)
{
    private List<DirectiveNode>? _appliedDirectives;

    /// <summary>Unique in its type, field or directive.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown (spec 3.2); null where there is none.</summary>
    public string? Description { get; set; }

    /// <summary>The reason of <c>@deprecated</c> (spec 3.13.3); null: not deprecated.</summary>
    public string? DeprecationReason { get; set; }

    /// <summary>The roles that may know of the member.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;

    /// <summary>Applied directives as the SDL prints them, without <c>@deprecated</c>, which is a property.</summary>
    public IList<DirectiveNode> AppliedDirectives => _appliedDirectives ??= [];

    /// <summary>See <see cref="MemberDefinition.Binding"/>; null where there is none.</summary>
    public object? Binding { get; set; }

    /// <summary>What was made of this builder last, and by whom; null: nothing was. See <see cref="TypeSealer"/>.</summary>
    internal (TypeSealer By, MemberDefinition Definition)? Sealed { get; set; }

    /// <summary>
    /// A copy of <see cref="AppliedDirectives"/>, for which no list is made where nothing is applied, as on most members.
    /// </summary>
    internal ImmutableArray<DirectiveNode> CopyDirectives() => _appliedDirectives is null ? [] : [.. _appliedDirectives];
}

/// <summary>A field of an object or interface type under construction.</summary>
public sealed class FieldBuilder(string name, TypeReference type) : MemberBuilder(name)
{
    /// <summary>An output type.</summary>
    public TypeReference Type { get; set; } = type;

    /// <summary>The arguments in definition order (spec 3.6.1).</summary>
    public MemberList<InputValueBuilder> Arguments { get; } = new();

    /// <summary>See <see cref="FieldDefinition.Cost"/>.</summary>
    public double? Cost { get; set; }
}

/// <summary>An argument or a field of an input object under construction.</summary>
public sealed class InputValueBuilder(string name, TypeReference type) : MemberBuilder(name)
{
    /// <summary>An input type.</summary>
    public TypeReference Type { get; set; } = type;

    /// <summary>The default value as written; null where there is none.</summary>
    public ValueNode? DefaultValue { get; set; }

    /// <summary>See <see cref="InputValueDefinition.Cost"/>.</summary>
    public InputCost? Cost { get; set; }
}

/// <summary>A value of an enum type under construction.</summary>
public sealed class EnumValueBuilder(string name) : MemberBuilder(name);

/// <summary>A directive of a schema under construction.</summary>
public sealed class DirectiveBuilder(string name)
{
    /// <summary>The name without the at sign, unique in the schema.</summary>
    public string Name { get; } = name;

    /// <summary>Markdown (spec 3.2); null where there is none.</summary>
    public string? Description { get; set; }

    /// <summary>The arguments in definition order.</summary>
    public MemberList<InputValueBuilder> Arguments { get; } = new();

    /// <summary>The locations where it may be applied, as the specification spells them: <c>FIELD_DEFINITION</c>.</summary>
    public IList<string> Locations { get; } = [];

    /// <summary>True when it may be applied more than once at one location.</summary>
    public bool IsRepeatable { get; set; }

    /// <summary>The roles that may know of the directive.</summary>
    public RoleMask VisibleTo { get; set; } = RoleMask.Everyone;
}
