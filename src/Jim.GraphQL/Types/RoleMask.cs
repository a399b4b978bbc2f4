namespace Jim.GraphQL.Types;

/// <summary>A set of up to 64 roles. An element of the schema is visible to a request whose role's bit is in the element's mask.</summary>
public readonly record struct RoleMask(ulong Bits)
{
    public static RoleMask Everyone => new(ulong.MaxValue);

    public static RoleMask Nobody => new(0);

    /// <summary>True when the two sets share a role.</summary>
    public bool Intersects(RoleMask other) => (Bits & other.Bits) != 0;

    public static RoleMask operator |(RoleMask a, RoleMask b) => new(a.Bits | b.Bits);

    public static RoleMask operator &(RoleMask a, RoleMask b) => new(a.Bits & b.Bits);

    public static RoleMask BitwiseOr(RoleMask a, RoleMask b) => a | b;

    public static RoleMask BitwiseAnd(RoleMask a, RoleMask b) => a & b;
}
