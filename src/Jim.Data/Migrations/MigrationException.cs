namespace Jim.Data.Migrations;

/// <summary>
/// A migration could not be applied and was rolled back. The message tells the operator which one, where, and what to do.
/// </summary>
public sealed class MigrationException : Exception
{
    public MigrationException(string message)
        : base(message)
    {
    }

    public MigrationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
