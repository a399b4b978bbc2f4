using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>Users who have kept the database as busy as a test says; other queues are not used by anybody.</summary>
internal sealed class FixedLoad(Func<string, double> findBusyness, Func<string, bool>? isResting = null) : IUserLoad
{
    public double FindBusyness(string user) => findBusyness(user);

    public bool IsAlone(string user) => true;

    public bool IsResting(string user) => isResting?.Invoke(user) == true;
}
