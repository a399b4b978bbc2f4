using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Jim.Postgres.Changes;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// How far a subscriber of changes has been told: of everything that a snapshot sees. In the middle of the events of one moment also of
/// some rows beyond it, so that who goes on there is told of the others, and of these not twice.
/// </summary>
/// <param name="Base">All of it is told.</param>
/// <param name="Parts">What is told beyond; empty between two moments.</param>
internal sealed record ChangePosition(PgSnapshot Base, ImmutableArray<ToldPart> Parts)
{
    /// <summary>
    /// A cursor names no more rows than this. Of a moment with more events, who goes on in its middle is told again what was told then.
    /// </summary>
    public const int RowsMax = 100;

    public ChangePosition(PgSnapshot all)
        : this(all, [])
    {
    }

    /// <summary>Tells rows apart, by the texts of the key as the log has them.</summary>
    public static ulong Hash(IReadOnlyList<string> key) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(string.Join('\0', key).AsSpan()));

    /// <summary>That the row was changed by that transaction has been told.</summary>
    public bool HasTold(ulong row, ulong xid) => Base.Sees(xid) || Parts.Any(part => part.Now.Sees(xid) && part.Rows.Contains(row));

    /// <summary>The same, and rows that were told as of a later moment; null: they are too many for a cursor.</summary>
    public ChangePosition? With(PgSnapshot now, IReadOnlyCollection<ulong> rows) =>
        Parts.Sum(part => part.Rows.Length) + rows.Count > RowsMax ? null : this with { Parts = [.. Parts, new ToldPart(now, [.. rows])] };

    /// <summary>The mark of a cursor (<see cref="CursorTokens"/>).</summary>
    /// <param name="binding">Whose events they are: see <see cref="ChangeQuery.Binding"/>.</param>
    public string Format(string binding) =>
        Parts.IsEmpty ? $"c{binding}" : $"c{binding}|{Base}|{string.Join('/', Parts.Select(part => part.Format()))}";

    /// <summary>
    /// Reads a cursor. Null: it is one of such events that were told under other rights or for another operation. One of any other answer
    /// says nothing of that, and is taken to be of this caller's.
    /// </summary>
    public static ChangePosition? Read(PgSnapshot snapshot, string mark, string binding)
    {
        if (!mark.StartsWith('c'))
        {
            return new ChangePosition(snapshot);
        }

        var parts = mark.Split('|');
        return parts[0] != $"c{binding}" ? null
            : parts.Length == 1 ? new ChangePosition(snapshot)
            : new ChangePosition(PgSnapshot.Parse(parts[1]), [.. parts[2].Split('/').Select(ToldPart.Parse)]);
    }
}

/// <summary>Rows whose changes are told as far as a snapshot sees them.</summary>
internal sealed record ToldPart(PgSnapshot Now, ImmutableArray<ulong> Rows)
{
    public static ToldPart Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var rows = text[(at + 1)..].Split('.').Select(row => ulong.Parse(row, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return new ToldPart(PgSnapshot.Parse(text[..at]), [.. rows]);
    }

    public string Format() => $"{Now}={string.Join('.', Rows.Select(r => r.ToString("x", CultureInfo.InvariantCulture)))}";
}
