namespace Jim.GraphQL.Types;

/// <summary>Any type of the type system (spec 3.4): named, list or non-null.</summary>
public abstract class GraphQLType
{
    /// <summary>The named type inside lists and non-nulls.</summary>
    public abstract NamedType Named { get; }

    /// <summary>The type without an outer non-null.</summary>
    public GraphQLType Nullable => this is NonNullType n ? n.OfType : this;

    /// <summary>True for <c>T!</c>; says nothing of the items of a list.</summary>
    public bool IsNonNull => this is NonNullType;

    /// <summary>IsInputType (spec 3.4.2): its values can be given by clients.</summary>
    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>IsOutputType (spec 3.4.2): fields can have it. Scalars and enums are both.</summary>
    public bool IsOutput => Named is not InputObjectType;
}

/// <summary><c>[T]</c> (spec 3.11).</summary>
public sealed class ListType(GraphQLType ofType) : GraphQLType
{
    /// <summary>The type of the items.</summary>
    public GraphQLType OfType { get; } = ofType;

    /// <summary>The named type of the innermost items.</summary>
    public override NamedType Named => OfType.Named;

    /// <summary>As written in a document: <c>[T]</c>.</summary>
    public override string ToString() => $"[{OfType}]";
}

/// <summary><c>T!</c> (spec 3.12).</summary>
public sealed class NonNullType : GraphQLType
{
    /// <summary>Throws <see cref="ArgumentException"/> for a type that is non-null already.</summary>
    public NonNullType(GraphQLType ofType) =>
        OfType = ofType is NonNullType ? throw new ArgumentException("already non-null", nameof(ofType)) : ofType;

    /// <summary>The type without the mark: named or a list.</summary>
    public GraphQLType OfType { get; }

    /// <summary>The named type inside.</summary>
    public override NamedType Named => OfType.Named;

    /// <summary>As written in a document: <c>T!</c>.</summary>
    public override string ToString() => $"{OfType}!";
}
