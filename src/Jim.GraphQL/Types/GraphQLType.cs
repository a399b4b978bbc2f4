namespace Jim.GraphQL.Types;

/// <summary>Any type of the type system (spec 3.4): named, list or non-null.</summary>
public abstract class GraphQLType
{
    /// <summary>The named type inside lists and non-nulls.</summary>
    public abstract NamedType Named { get; }

    /// <summary>The type without an outer non-null.</summary>
    public GraphQLType Nullable => this is NonNullType n ? n.OfType : this;

    public bool IsNonNull => this is NonNullType;

    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    public bool IsOutput => Named is not InputObjectType;
}

public sealed class ListType(GraphQLType ofType) : GraphQLType
{
    public GraphQLType OfType { get; } = ofType;

    public override NamedType Named => OfType.Named;

    public override string ToString() => $"[{OfType}]";
}

public sealed class NonNullType : GraphQLType
{
    public NonNullType(GraphQLType ofType) => OfType = ofType is NonNullType ? throw new ArgumentException("already non-null", nameof(ofType)) : ofType;

    public GraphQLType OfType { get; }

    public override NamedType Named => OfType.Named;

    public override string ToString() => $"{OfType}!";
}
