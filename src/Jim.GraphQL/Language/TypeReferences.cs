namespace Jim.GraphQL.Language;

/// <summary>A type as written: <c>Name</c>, <c>[T]</c> or <c>T!</c> (spec 2.12).</summary>
public abstract class TypeNode(SourceRange range) : SyntaxNode(range);

public sealed class NamedTypeNode(NameNode name, SourceRange range) : TypeNode(range)
{
    public NameNode Name { get; } = name;
}

public sealed class ListTypeNode(TypeNode itemType, SourceRange range) : TypeNode(range)
{
    public TypeNode ItemType { get; } = itemType;
}

public sealed class NonNullTypeNode(TypeNode nullableType, SourceRange range) : TypeNode(range)
{
    public TypeNode NullableType { get; } = nullableType;
}
