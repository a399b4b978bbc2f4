namespace Jim.GraphQL.Types;

/// <summary>Any finished type of the type system (spec 3.4): named, list or non-null. Immutable.</summary>
public abstract class GraphQLType : TypeReference
{
    /// <summary>The named type inside of all lists and non-nulls.</summary>
    public abstract override NamedType Named { get; }

    /// <summary>The type without an outer non-null.</summary>
    public GraphQLType Nullable => this is NonNullType n ? n.OfType : this;

    /// <summary>True for <c>T!</c>; says nothing of the items of a list.</summary>
    public bool IsNonNull => this is NonNullType;

    /// <summary>IsInputType (spec 3.4.2): clients can send values of the type.</summary>
    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>IsOutputType (spec 3.4.2): fields can have the type. Scalars and enums are both input and output types.</summary>
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
        OfType = ofType is NonNullType ? throw new ArgumentException("The type is non-null already.", nameof(ofType)) : ofType;

    /// <summary>The type without the exclamation mark: named or a list.</summary>
    public GraphQLType OfType { get; }

    /// <summary>The named type inside.</summary>
    public override NamedType Named => OfType.Named;

    /// <summary>As written in a document: <c>T!</c>.</summary>
    public override string ToString() => $"{OfType}!";
}
