namespace Jim.Postgres.Running;

/// <summary>What a <see cref="FairQueue"/> asks of a user before it gives a place. Called within its lock, so it must not wait.</summary>
public interface IUserLoad
{
    /// <summary>How busy the user has kept what the places are of: 0 not at all; from 1 on he has one place beside others.</summary>
    double FindBusyness(string user);

    /// <summary>True: nobody else uses, or has used within the last second, what the places of all queues are of.</summary>
    bool IsAlone(string user);

    /// <summary>True: beside others the user gets no place for now, because of how long he has had some.</summary>
    bool IsResting(string user);
}
