using System.Collections.Immutable;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>What a resolver is given.</summary>
public sealed class ResolveContext
{
    /// <summary>The operation that runs.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The object type that the field is selected on; never an interface or union.</summary>
    public required ObjectType ParentType { get; init; }

    /// <summary>The field with all its selections.</summary>
    public required CollectedField Field { get; init; }

    /// <summary>The parent's resolved value; the root value at the top.</summary>
    public required object? Source { get; init; }

    /// <summary>Coerced arguments by name; an absent one without default is not there.</summary>
    public required IReadOnlyDictionary<string, object?> Arguments { get; init; }

    /// <summary>The coerced variables of the request.</summary>
    public required VariableValues Variables { get; init; }

    /// <summary>Where the field stands in the response.</summary>
    public ImmutableArray<object> Path
    {
        get => field.IsDefault ? field = ResponsePath.ToArray(Place) : field;
        init;
    }

    /// <summary>The same as a chain: most resolvers never ask.</summary>
    internal ResponsePath? Place { get; init; }

    /// <summary>What the caller of the executor handed in for this request (its services, its identity).</summary>
    public required object? RequestState { get; init; }

    /// <summary>Ends when the client has left or the time of the operation is over.</summary>
    public required CancellationToken Cancellation { get; init; }
}
