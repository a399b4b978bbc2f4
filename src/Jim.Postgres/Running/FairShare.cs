namespace Jim.Postgres.Running;

/// <summary>What one user has of the places of a <see cref="FairQueue"/>, and the user's requests that wait for one.</summary>
public sealed class FairShare
{
    internal FairShare()
    {
    }

    /// <summary>The order in which users are served: whoever has fewest places, then whose first request came first.</summary>
    internal static IComparer<FairShare> NextFirst { get; } = Comparer<FairShare>.Create((one, other) =>
        one.Held != other.Held ? one.Held.CompareTo(other.Held) : one.FirstArrival.CompareTo(other.FirstArrival));

    internal string User { get; set; } = string.Empty;

    /// <summary>How many places the user has.</summary>
    internal int Held { get; set; }

    /// <summary>The number of the first of <see cref="Waiters"/>, in the order in which all requests came.</summary>
    internal long FirstArrival { get; set; }

    internal LinkedList<FairWaiter> Waiters { get; } = new();
}
