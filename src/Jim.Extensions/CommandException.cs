namespace Jim.Extensions;

/// <summary>
/// A command cannot be done, and would fail again: the job is <c>FAILED</c> with this code and message, which its caller reads. Thrown in
/// the constructor of the command's record it refuses the mutation, and there is no job.
/// </summary>
/// <param name="code">For programs, as <c>ORDER_CLOSED</c>.</param>
/// <param name="message">For people. It reaches the client.</param>
public sealed class CommandException(string code, string message) : Exception(message)
{
    /// <summary>For programs, as <c>ORDER_CLOSED</c>.</summary>
    public string Code { get; } = code;
}
