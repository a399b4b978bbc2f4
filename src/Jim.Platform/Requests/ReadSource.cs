namespace Jim.Platform.Requests;

/// <summary>Where the answer of a query may come from, besides the primary.</summary>
[Flags]
public enum ReadSource
{
    /// <summary>Nowhere else: the header <c>Jim-Read: primary</c>, and live queries.</summary>
    Primary = 0,

    Cache = 1,

    Replica = 2,

    /// <summary>The primary, in one round trip with queries of others, because it is known to take a moment only.</summary>
    SharedTrip = 4,
}
