using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Jim.Postgres.Changes;

/// <summary>
/// A <c>pg_snapshot</c> of Postgres, which says which transactions' effects are visible: all below <see cref="Xmin"/>, none from
/// <see cref="Xmax"/> on, and between the two those that are not in <see cref="InProgress"/>.
/// </summary>
public sealed record PgSnapshot(ulong Xmin, ulong Xmax, ImmutableArray<ulong> InProgress)
{
    /// <summary>Reads Postgres' text form <c>xmin:xmax:xip,xip</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out PgSnapshot? snapshot)
    {
        snapshot = null;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, ':') != 3 || !Number(text[parts[0]], out var xmin) || !Number(text[parts[1]], out var xmax))
        {
            return false;
        }

        var inProgress = ImmutableArray.CreateBuilder<ulong>();
        var list = text[parts[2]];
        foreach (var range in list.Split(','))
        {
            if (list[range].IsEmpty)
            {
                continue;
            }

            if (!Number(list[range], out var xid))
            {
                return false;
            }

            inProgress.Add(xid);
        }

        snapshot = new PgSnapshot(xmin, xmax, inProgress.ToImmutable());
        return true;
    }

    /// <summary>As <see cref="TryParse"/>. Throws <see cref="FormatException"/> for another text.</summary>
    public static PgSnapshot Parse(string text) =>
        TryParse(text, out var snapshot) ? snapshot : throw new FormatException("not a pg_snapshot");

    /// <summary>
    /// How many transactions are visible or were never to be seen. Snapshots of one primary see ever more transactions, so this number is
    /// greater in each snapshot that sees a commit which another one does not, in whatever order their transactions began; an xid does not
    /// tell that, because a transaction may commit after others that began later.
    /// </summary>
    public ulong Progress => Xmax - (ulong)InProgress.Length;

    /// <summary>True when the transaction's effects are visible.</summary>
    public bool Sees(ulong xid) => xid < Xmin || (xid < Xmax && !InProgress.Contains(xid));

    /// <summary>True when every transaction that <paramref name="other"/> sees is seen here, too.</summary>
    public bool Includes(PgSnapshot other)
    {
        for (var xid = Xmax; xid < other.Xmax; xid++)
        {
            // Only transactions in progress are unseen below the other's xmax. Where more transactions lie between than the other has in
            // progress, it sees one of them; that ends the loop early, however far apart the two snapshots are.
            if (xid - Xmax >= (ulong)other.InProgress.Length || other.Sees(xid))
            {
                return false;
            }
        }

        return !InProgress.Any(other.Sees);
    }

    /// <summary>Postgres' text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', InProgress)}");

    private static bool Number(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
