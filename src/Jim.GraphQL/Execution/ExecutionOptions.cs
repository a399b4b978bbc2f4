namespace Jim.GraphQL.Execution;

/// <summary>What a null in a non-null position does (the request's <c>onError</c>).</summary>
public enum ErrorHandling
{
    /// <summary>It empties the nearest nullable ancestor (spec 6.4.4).</summary>
    Propagate,

    /// <summary>It stays where it is; the error tells.</summary>
    Null,
}

/// <summary>How an operation is executed.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Errors propagate, nobody is told of unexpected exceptions.</summary>
    public static ExecutionOptions Default { get; } = new();

    /// <summary>What a null does where none may be.</summary>
    public ErrorHandling ErrorHandling { get; init; }

    /// <summary>
    /// Resolves the fields of the root type that have no resolver of their own, as where a planner has answered them all at once; null:
    /// they are members of the root value.
    /// </summary>
    public FieldResolver? RootResolver { get; init; }

    /// <summary>Told of every exception that a client only sees as <c>Unexpected Execution Error</c>, for the log.</summary>
    public Action<Exception, ResolveContext?>? OnUnexpected { get; init; }
}
