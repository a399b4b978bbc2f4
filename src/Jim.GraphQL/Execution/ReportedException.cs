namespace Jim.GraphQL.Execution;

/// <summary>
/// Stands for an exception that was reported (<see cref="ExecutionOptions.OnUnexpected"/>) and of which a client is told nothing else.
/// </summary>
/// <param name="id">The id under which it was reported; null: it has none.</param>
public sealed class ReportedException(string? id) : Exception
{
    /// <summary>Sent to the client as <c>extensions.requestId</c>; null: nothing is sent.</summary>
    public string? Id { get; } = id;
}
