namespace Jim.GraphQL.Types;

/// <summary>
/// A type to which a definition under construction refers: a finished type, a type that is itself still being built, or a list or non-null
/// of one of these. <see cref="SchemaBuilder.Build"/> turns every reference into a finished type.
/// </summary>
public abstract class TypeReference
{
    /// <summary>The named type inside lists and non-nulls: a <see cref="NamedType"/> or a <see cref="NamedTypeBuilder"/>.</summary>
    public abstract TypeReference Named { get; }

    /// <summary><c>[T]</c></summary>
    public TypeReference List() => new ListReference(this);

    /// <summary><c>T!</c>. Throws <see cref="ArgumentException"/> when the type is non-null already.</summary>
    public TypeReference NonNull() => new NonNullReference(this);
}

/// <summary><c>[T]</c> of a type that may still be under construction.</summary>
internal sealed class ListReference(TypeReference ofType) : TypeReference
{
    public TypeReference OfType { get; } = ofType;

    public override TypeReference Named => OfType.Named;
}

/// <summary><c>T!</c> of a type that may still be under construction.</summary>
internal sealed class NonNullReference(TypeReference ofType) : TypeReference
{
    public TypeReference OfType { get; } = ofType is NonNullReference or NonNullType
        ? throw new ArgumentException("The type is non-null already.", nameof(ofType))
        : ofType;

    public override TypeReference Named => OfType.Named;
}
