namespace Jim.Data.Seeding;

/// <summary>The seeded rows, column values in the order of their <see cref="SeedTable"/>. The same numbers give the same rows.</summary>
internal static class SeedRows
{
    private const int RealmUsers = 4;
    private static readonly DateTime Start = new(2026, 1, 1, 8, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Statuses = ["draft", "review", "final", "archived"];
    private static readonly string[] Kinds = ["created", "edited", "viewed", "shared"];

    public static int CountGroups(int users) => Math.Max(5, users / 20);

    public static IEnumerable<object?[]> Users(int users) =>
        from n in Enumerable.Range(1, users)
        select new object?[] { SeedIds.User(n), SeedText.Email(n), SeedText.Name(n), SeedText.Profile(n), Start.AddSeconds(n) };

    public static IEnumerable<object?[]> Groups(int users) =>
        from n in Enumerable.Range(1, CountGroups(users))
        select new object?[] { SeedIds.Group(n), SeedText.GroupName(n), Start.AddMinutes(n) };

    /// <summary>
    /// Alpha: Alice and Carol; Beta: Bob and Carol; every other user in up to three of the other groups, an owner in the first.
    /// </summary>
    public static IEnumerable<object?[]> Memberships(int users)
    {
        var number = 0;
        foreach (var (user, group, owner) in ((int, int, bool)[])[(1, 1, true), (3, 1, false), (2, 2, true), (3, 2, false)])
        {
            yield return Membership(++number, user, group, owner);
        }

        for (var user = RealmUsers + 1; user <= users; user++)
        {
            for (var k = 0; k < 3; k++)
            {
                number++;
                var group = PickGroup(user, k, users);
                if (Enumerable.Range(0, k).All(before => PickGroup(user, before, users) != group))
                {
                    yield return Membership(number, user, group, k == 0);
                }
            }
        }
    }

    public static IEnumerable<object?[]> Documents(int first, int count, int users) =>
        from n in Enumerable.Range(first, count)
        let owner = PickOwner(n, users)
        select new object?[]
        {
            SeedIds.Document(n), SeedIds.User(owner), PickSharedGroup(n, owner, users), SeedText.Title(n),
            Statuses[SeedText.Draw(n, 20) % 4], SeedText.Meta(n), Start.AddDays(30).AddMinutes(n),
        };

    public static IEnumerable<object?[]> Events(int first, int count, int users) =>
        from n in Enumerable.Range(first, count)
        let owner = SeedIds.User(PickOwner(n, users))
        from k in Enumerable.Range(0, 3)
        let id = (n - 1) * 3 + k + 1
        select new object?[]
        {
            SeedIds.Event(id), SeedIds.Document(n), owner, k == 0 ? Kinds[0] : Kinds[1 + SeedText.Draw(id, 21) % 3],
            k == 0 ? "{}" : """{"device": "phone"}""", Start.AddDays(30).AddMinutes(n).AddSeconds(k * 20),
        };

    private static object?[] Membership(int number, int user, int group, bool owner) =>
    [
        SeedIds.Membership(number), SeedIds.User(user), SeedIds.Group(group), owner ? "owner" : "member",
        Start.AddHours(1).AddSeconds(number),
    ];

    private static int PickGroup(int user, int k, int users) => 3 + SeedText.Draw(user, 22 + k) % (CountGroups(users) - 2);

    // Of the first thousand, every fifth is one of the realm's people; all others belong to the others.
    private static int PickOwner(int document, int users) =>
        (document <= 1000 && document % 5 == 0) || users <= RealmUsers
            ? 1 + document / 5 % 3
            : RealmUsers + 1 + SeedText.Draw(document, 23) % (users - RealmUsers);

    private static Guid? PickSharedGroup(int document, int owner, int users) => (owner, SeedText.Draw(document, 24) % 3) switch
    {
        (_, 0) => null,
        (1, 1) or (3, 1) => SeedIds.Alpha,
        (2, 1) or (3, 2) => SeedIds.Beta,
        ( <= RealmUsers, _) => null,
        (_, var k) => SeedIds.Group(PickGroup(owner, k - 1, users)),
    };
}
