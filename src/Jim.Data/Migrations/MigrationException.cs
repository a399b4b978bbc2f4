namespace Jim.Data.Migrations;

/// <summary>
/// A migration that could not be applied; the message says which, where and what to do, for the operator. Nothing of it was kept.
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
