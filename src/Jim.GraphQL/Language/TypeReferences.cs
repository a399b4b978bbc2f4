namespace Jim.GraphQL.Language;

/// <summary>A type as written: <c>Name</c>, <c>[T]</c> or <c>T!</c> (spec 2.12).</summary>
public abstract class TypeNode(SourceRange range) : SyntaxNode(range);

/// <summary>A type by its name (spec 2.12, NamedType).</summary>
public sealed class NamedTypeNode(NameNode name, SourceRange range) : TypeNode(range)
{
    /// <summary>The name of the type. Validation checks whether the schema has it.</summary>
    public NameNode Name { get; } = name;
}

/// <summary><c>[T]</c> (spec 2.12, ListType).</summary>
public sealed class ListTypeNode(TypeNode itemType, SourceRange range) : TypeNode(range)
{
    /// <summary>The type of the items, non-null or not.</summary>
    public TypeNode ItemType { get; } = itemType;
}

/// <summary><c>T!</c> (spec 2.12, NonNullType).</summary>
public sealed class NonNullTypeNode(TypeNode nullableType, SourceRange range) : TypeNode(range)
{
    /// <summary>The type without the exclamation mark: a named type or a list.</summary>
    public TypeNode NullableType { get; } = nullableType;
}
