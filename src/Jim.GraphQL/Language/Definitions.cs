namespace Jim.GraphQL.Language;

/// <summary>A definition or extension of the type system (spec 3). One node stands for both: an extension has no description.</summary>
public abstract class TypeSystemDefinitionNode(
    StringValueNode? description, ImmutableArray<DirectiveNode> directives, bool isExtension, SourceRange range) : DefinitionNode(range)
{
    /// <summary>The description before the definition (spec 2.2); null: none.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>Directives applied to what is defined, as written; always empty for the definition of a directive.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;

    /// <summary>True when it begins with <c>extend</c>.</summary>
    public bool IsExtension { get; } = isExtension;
}

/// <summary><c>schema { query: Query }</c> (spec 3.3).</summary>
public sealed class SchemaDefinitionNode(
    StringValueNode? description, ImmutableArray<DirectiveNode> directives, ImmutableArray<RootTypeNode> rootTypes,
    bool isExtension, SourceRange range)
    : TypeSystemDefinitionNode(description, directives, isExtension, range)
{
    /// <summary>The root types in written order; an extension may have none.</summary>
    public ImmutableArray<RootTypeNode> RootTypes { get; } = rootTypes;
}

/// <summary>RootOperationTypeDefinition: <c>query: Query</c> (spec 3.3.1).</summary>
public sealed class RootTypeNode(OperationKind kind, NamedTypeNode type, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The kind of operation whose root the type is.</summary>
    public OperationKind Kind { get; } = kind;

    /// <summary>A reference to the object type.</summary>
    public NamedTypeNode Type { get; } = type;
}

/// <summary>A definition or extension of a named type (spec 3.4).</summary>
public abstract class TypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, bool isExtension, SourceRange range)
    : TypeSystemDefinitionNode(description, directives, isExtension, range)
{
    /// <summary>The name of the type. For an extension, the type that it extends.</summary>
    public NameNode Name { get; } = name;
}

/// <summary><c>scalar Date</c> (spec 3.5).</summary>
public sealed class ScalarTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, bool isExtension, SourceRange range)
    : TypeDefinitionNode(name, description, directives, isExtension, range);

/// <summary>The common parts of object and interface types.</summary>
public abstract class FieldsTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<NamedTypeNode> interfaces, ImmutableArray<DirectiveNode> directives,
    ImmutableArray<FieldDefinitionNode> fields, bool isExtension, SourceRange range)
    : TypeDefinitionNode(name, description, directives, isExtension, range)
{
    /// <summary>ImplementsInterfaces (spec 3.6), in written order.</summary>
    public ImmutableArray<NamedTypeNode> Interfaces { get; } = interfaces;

    /// <summary>FieldsDefinition (spec 3.6); empty when there are no braces.</summary>
    public ImmutableArray<FieldDefinitionNode> Fields { get; } = fields;
}

/// <summary><c>type A implements B { c: D }</c> (spec 3.6).</summary>
public sealed class ObjectTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<NamedTypeNode> interfaces, ImmutableArray<DirectiveNode> directives,
    ImmutableArray<FieldDefinitionNode> fields, bool isExtension, SourceRange range)
    : FieldsTypeDefinitionNode(name, description, interfaces, directives, fields, isExtension, range);

/// <summary><c>interface A { b: C }</c> (spec 3.7).</summary>
public sealed class InterfaceTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<NamedTypeNode> interfaces, ImmutableArray<DirectiveNode> directives,
    ImmutableArray<FieldDefinitionNode> fields, bool isExtension, SourceRange range)
    : FieldsTypeDefinitionNode(name, description, interfaces, directives, fields, isExtension, range);

/// <summary><c>union A = B | C</c> (spec 3.8).</summary>
public sealed class UnionTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, ImmutableArray<NamedTypeNode> members,
    bool isExtension, SourceRange range)
    : TypeDefinitionNode(name, description, directives, isExtension, range)
{
    /// <summary>UnionMemberTypes, in written order.</summary>
    public ImmutableArray<NamedTypeNode> Members { get; } = members;
}

/// <summary><c>enum A { B C }</c> (spec 3.9).</summary>
public sealed class EnumTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, ImmutableArray<EnumValueDefinitionNode> values,
    bool isExtension, SourceRange range)
    : TypeDefinitionNode(name, description, directives, isExtension, range)
{
    /// <summary>EnumValuesDefinition, in written order.</summary>
    public ImmutableArray<EnumValueDefinitionNode> Values { get; } = values;
}

/// <summary><c>input A { b: C = 1 }</c> (spec 3.10).</summary>
public sealed class InputObjectTypeDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, ImmutableArray<InputValueDefinitionNode> fields,
    bool isExtension, SourceRange range)
    : TypeDefinitionNode(name, description, directives, isExtension, range)
{
    /// <summary>InputFieldsDefinition, in written order.</summary>
    public ImmutableArray<InputValueDefinitionNode> Fields { get; } = fields;
}

/// <summary>The common parts of all members of types.</summary>
public abstract class MemberDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The name of the member. <see cref="Validation.Sdl.SdlValidator"/> checks that it is unique in its type.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The description before the member (spec 2.2); null: none.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>Directives applied to the member, as written.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;
}

/// <summary>A field of an object or interface type (spec 3.6).</summary>
public sealed class FieldDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<InputValueDefinitionNode> arguments, TypeNode type,
    ImmutableArray<DirectiveNode> directives, SourceRange range)
    : MemberDefinitionNode(name, description, directives, range)
{
    /// <summary>ArgumentsDefinition (spec 3.6.1); empty: none.</summary>
    public ImmutableArray<InputValueDefinitionNode> Arguments { get; } = arguments;

    /// <summary>The type of the field's value, an output type.</summary>
    public TypeNode Type { get; } = type;
}

/// <summary>An argument or a field of an input object (spec 3.6.1).</summary>
public sealed class InputValueDefinitionNode(
    NameNode name, StringValueNode? description, TypeNode type, ValueNode? defaultValue, ImmutableArray<DirectiveNode> directives,
    SourceRange range)
    : MemberDefinitionNode(name, description, directives, range)
{
    /// <summary>The type of the value, an input type.</summary>
    public TypeNode Type { get; } = type;

    /// <summary>DefaultValue, which is constant. Null when there is none; <c>= null</c> is a <see cref="NullValueNode"/>.</summary>
    public ValueNode? DefaultValue { get; } = defaultValue;
}

/// <summary>A value of an enum type (spec 3.9, EnumValueDefinition).</summary>
public sealed class EnumValueDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<DirectiveNode> directives, SourceRange range)
    : MemberDefinitionNode(name, description, directives, range);

/// <summary><c>directive @a(b: C) repeatable on FIELD</c> (spec 3.13).</summary>
public sealed class DirectiveDefinitionNode(
    NameNode name, StringValueNode? description, ImmutableArray<InputValueDefinitionNode> arguments, bool isRepeatable,
    ImmutableArray<NameNode> locations, SourceRange range)
    : TypeSystemDefinitionNode(description, [], isExtension: false, range)
{
    /// <summary>The directive's name without the at sign.</summary>
    public NameNode Name { get; } = name;

    /// <summary>ArgumentsDefinition; empty: none.</summary>
    public ImmutableArray<InputValueDefinitionNode> Arguments { get; } = arguments;

    /// <summary>True when it is declared <c>repeatable</c>, so that it may be applied more than once at one place.</summary>
    public bool IsRepeatable { get; } = isRepeatable;

    /// <summary>DirectiveLocations, in written order. The parser accepts only the names that the specification has.</summary>
    public ImmutableArray<NameNode> Locations { get; } = locations;
}
