namespace Jim.GraphQL.Types;

/// <summary>A set of up to 64 roles. An element of the schema is visible to a request whose role's bit is in the element's mask.</summary>
/// <param name="Bits">Bit n stands for role n. Whoever makes a schema decides which role has which number.</param>
public readonly record struct RoleMask(ulong Bits)
{
    /// <summary>All roles.</summary>
    public static RoleMask Everyone => new(ulong.MaxValue);

    /// <summary>No role. An element with this mask is visible to nobody.</summary>
    public static RoleMask Nobody => new(0);

    /// <summary>True when the two sets share a role.</summary>
    public bool Intersects(RoleMask other) => (Bits & other.Bits) != 0;

    /// <summary>The roles that are in at least one of the sets.</summary>
    public static RoleMask operator |(RoleMask a, RoleMask b) => new(a.Bits | b.Bits);

    /// <summary>The roles that are in both sets.</summary>
    public static RoleMask operator &(RoleMask a, RoleMask b) => new(a.Bits & b.Bits);

    /// <summary>The operator | for languages that have none.</summary>
    public static RoleMask BitwiseOr(RoleMask a, RoleMask b) => a | b;

    /// <summary>The operator &amp; for languages that have none.</summary>
    public static RoleMask BitwiseAnd(RoleMask a, RoleMask b) => a & b;
}
