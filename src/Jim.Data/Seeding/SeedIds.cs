namespace Jim.Data.Seeding;

/// <summary>Ids that never change: the realm's users (<c>keycloak-realm/jim-realm.json</c>) and numbered rows.</summary>
public static class SeedIds
{
    public static Guid Alice { get; } = new("11111111-1111-4111-8111-111111111111");

    public static Guid Bob { get; } = new("22222222-2222-4222-8222-222222222222");

    public static Guid Carol { get; } = new("33333333-3333-4333-8333-333333333333");

    /// <summary>The service account of client <c>jim-service</c>.</summary>
    public static Guid Service { get; } = new("44444444-4444-4444-8444-444444444444");

    /// <summary>Alice and Carol.</summary>
    public static Guid Alpha { get; } = Group(1);

    /// <summary>Bob and Carol.</summary>
    public static Guid Beta { get; } = Group(2);

    /// <summary>The n-th user, from 1; the first four are the realm's.</summary>
    public static Guid User(int n) => n switch { 1 => Alice, 2 => Bob, 3 => Carol, 4 => Service, _ => Numbered(1, n) };

    public static Guid Group(int n) => Numbered(2, n);

    public static Guid Membership(int n) => Numbered(3, n);

    public static Guid Document(int n) => Numbered(4, n);

    public static Guid Event(int n) => Numbered(5, n);

    // 00000004-0000-4000-8000-00000000002a: the kind, a version 4 shape, the number.
    private static Guid Numbered(int kind, int n) =>
        new(kind, 0, 0x4000, 0x80, 0, 0, 0, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n);
}
