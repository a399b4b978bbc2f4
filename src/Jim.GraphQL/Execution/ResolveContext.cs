using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>What a resolver receives.</summary>
public sealed class ResolveContext
{
    /// <summary>The operation that is being executed.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The object type on which the field is selected; never an interface or a union.</summary>
    public required ObjectType ParentType { get; init; }

    /// <summary>The field with all its selections.</summary>
    public required CollectedField Field { get; init; }

    /// <summary>The resolved value of the parent; for root fields, the root value.</summary>
    public required object? Source { get; init; }

    /// <summary>The coerced arguments by name. Absent arguments without a default value are left out.</summary>
    public required IReadOnlyDictionary<string, object?> Arguments { get; init; }

    /// <summary>The coerced variables of the request.</summary>
    public required VariableValues Variables { get; init; }

    /// <summary>The path of the field in the response.</summary>
    public ImmutableArray<object> Path
    {
        get => field.IsDefault ? field = ResponsePath.ToArray(Place) : field;
        init;
    }

    /// <summary>The same path as a linked list, which is cheaper because most resolvers do not need the path.</summary>
    internal ResponsePath? Place { get; init; }

    /// <summary>
    /// The object that the caller of the executor passed in for this request, such as its services and the identity of the user.
    /// </summary>
    public required object? RequestState { get; init; }

    /// <summary>Cancelled when the client has disconnected or the operation exceeds its time limit.</summary>
    public required CancellationToken Cancellation { get; init; }
}
