using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Jim.Postgres.Changes;

/// <summary>
/// A <c>pg_snapshot</c>: transactions below <see cref="Xmin"/> are visible, those from <see cref="Xmax"/> on are not, and of those between
/// the two all are visible that are not in <see cref="InProgress"/>.
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

    public static PgSnapshot Parse(string text) =>
        TryParse(text, out var snapshot) ? snapshot : throw new FormatException("not a pg_snapshot");

    /// <summary>True when the transaction's effects are visible.</summary>
    public bool Sees(ulong xid) => xid < Xmin || (xid < Xmax && !InProgress.Contains(xid));

    /// <summary>True when all that <paramref name="other"/> sees is seen here too.</summary>
    public bool Includes(PgSnapshot other)
    {
        for (var xid = Xmax; xid < other.Xmax; xid++)
        {
            // When more transactions lie in between than the other has in progress, the other sees one of them.
            if (xid - Xmax >= (ulong)other.InProgress.Length || other.Sees(xid))
            {
                return false;
            }
        }

        return !InProgress.Any(other.Sees);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', InProgress)}");

    private static bool Number(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
