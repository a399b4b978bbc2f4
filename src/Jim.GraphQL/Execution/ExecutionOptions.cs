namespace Jim.GraphQL.Execution;

/// <summary>What happens to an error of a non-null field, as the request's <c>onError</c> chooses.</summary>
public enum ErrorHandling
{
    /// <summary>Its nearest nullable ancestor becomes null (spec 6.4.4).</summary>
    Propagate,

    /// <summary>The field itself becomes null although its type is non-null; the error explains it.</summary>
    Null,
}

/// <summary>How an operation is executed.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Errors propagate, and unexpected exceptions are not reported to anyone.</summary>
    public static ExecutionOptions Default { get; } = new();

    /// <summary>What happens to an error of a non-null field.</summary>
    public ErrorHandling ErrorHandling { get; init; }

    /// <summary>
    /// Resolves the fields of the root type that have no resolver of their own, for example when one statement fetches all of them. Null:
    /// they are members of the root value.
    /// </summary>
    public FieldResolver? RootResolver { get; init; }

    /// <summary>
    /// Called with every exception that is not meant for clients, so that it can be logged. Answers an id under which the log has it, which
    /// the client gets as <c>extensions.requestId</c> of an <c>Unexpected Execution Error</c>; null: no id. Null in place of the function:
    /// nothing is reported.
    /// </summary>
    public Func<Exception, string?>? OnUnexpected { get; init; }
}
