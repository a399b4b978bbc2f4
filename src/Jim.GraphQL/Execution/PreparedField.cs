using System.Collections.Frozen;
using System.Text;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Introspection;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>
/// A collected field with all that does not change from object to object: its key as JSON, its arguments, its sub-selections by type.
/// </summary>
internal sealed class PreparedField
{
    private readonly ExecutionRun _run;
    private readonly Dictionary<ObjectType, PreparedSelection> _byType = [];
    private PreparedSelection? _last;

    public PreparedField(ExecutionRun run, CollectedField field)
    {
        _run = run;
        Field = field;
        Key = Encoding.UTF8.GetBytes($"\"{field.ResponseName}\":");
        if (field.Definition is not { } definition || (definition.Resolver is null && definition.Reader is null))
        {
            return;
        }

        try
        {
            Arguments = definition.Arguments.Count == 0 ? Arguments : ArgumentReader
                .Read(run.Operation.View, definition, field.First, run.Variables, run.Operation.Document.Source)
                .ToDictionary(a => a.Key.Name, a => a.Value.Value, StringComparer.Ordinal);
        }
        catch (GraphQLException fault)
        {
            ArgumentFault = fault;
        }

        Introspection = new(run.Operation.View, Arguments.GetValueOrDefault("includeDeprecated") is true);
    }

    public CollectedField Field { get; }

    /// <summary><c>"name":</c></summary>
    public byte[] Key { get; }

    public FieldResolver? Resolver => Field.Definition?.Resolver;

    public IReadOnlyDictionary<string, object?> Arguments { get; } = FrozenDictionary<string, object?>.Empty;

    /// <summary>For a field that has a <see cref="FieldDefinition.Reader"/>.</summary>
    public IntrospectionContext Introspection { get; }

    /// <summary>Set when the arguments could not be read: a field error wherever the field stands.</summary>
    public GraphQLException? ArgumentFault { get; }

    /// <summary>
    /// How many items a list of the field has in this part of the answer; null: all. The lists inside of a streamed one are whole.
    /// </summary>
    public int? FirstItemsOf(ListType list) => ReferenceEquals(list, Field.Definition?.Type.Nullable) && _run.Operation.IsPart
        ? IncrementalDirectives.FirstItems(_run.Operation, Field)
        : null;

    /// <summary>What is selected of the field's value when that is of the type.</summary>
    public PreparedSelection PrepareFor(ObjectType type)
    {
        if (ReferenceEquals(_last?.Type, type))
        {
            return _last;
        }

        if (!_byType.TryGetValue(type, out var selection))
        {
            _byType[type] = selection = _run.Prepare(type, Field);
        }

        return _last = selection;
    }
}
