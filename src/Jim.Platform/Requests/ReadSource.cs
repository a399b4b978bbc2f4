namespace Jim.Platform.Requests;

/// <summary>Where the answer of a query may come from, besides the primary.</summary>
[Flags]
public enum ReadSource
{
    /// <summary>Nowhere else: the header <c>Jim-Read: primary</c>, and live queries.</summary>
    Primary = 0,

    Cache = 1,

    Replica = 2,
}
