using System.Collections.Frozen;
using System.Text;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Introspection;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>
/// A collected field with everything that is the same for all objects on which it is selected: its key as JSON, its arguments, and its
/// subfields by object type.
/// </summary>
internal sealed class PreparedField
{
    private readonly ExecutionRun _run;
    private readonly Dictionary<ObjectType, PreparedSelection> _byType = [];
    private PreparedSelection? _last;

    public PreparedField(ExecutionRun run, CollectedField field, FieldResolver? otherwise)
    {
        _run = run;
        Field = field;
        Key = Encoding.UTF8.GetBytes($"\"{field.ResponseName}\":");
        if (field.Definition is not { } definition)
        {
            return;
        }

        Reader = definition.Binding is null ? IntrospectionReaders.Find(definition) : null;
        Resolver = definition.Binding as FieldResolver ?? (Reader is null ? otherwise : null);
        if (Resolver is not null || Reader is not null)
        {
            ReadArguments(definition);
            Introspection = new(
                run.Operation.View,
                WithDeprecated: Arguments.GetValueOrDefault("includeDeprecated") is true,
                TypeName: Arguments.GetValueOrDefault("name") as string);
        }
    }

    public CollectedField Field { get; }

    /// <summary>The key as JSON with a colon: <c>"name":</c></summary>
    public byte[] Key { get; }

    /// <summary>
    /// The resolver. Null when <see cref="Reader"/> reads the value, or when it is the member of the parent value that has the field's
    /// name.
    /// </summary>
    public FieldResolver? Resolver { get; }

    /// <summary>The reader of an introspection field; null for all other fields.</summary>
    public IntrospectionReader? Reader { get; }

    public IReadOnlyDictionary<string, object?> Arguments { get; private set; } = FrozenDictionary<string, object?>.Empty;

    /// <summary>The argument with which <see cref="Reader"/> is called.</summary>
    public IntrospectionContext Introspection { get; }

    /// <summary>
    /// The error when the arguments could not be coerced; then the field fails on every object. Null when they are valid.
    /// </summary>
    public GraphQLException? ArgumentFault { get; private set; }

    /// <summary>
    /// The number of items that a list of the field has in this part of the response; null: all of them. Lists inside a streamed list are
    /// complete.
    /// </summary>
    public int? GetFirstItems(ListType list) => ReferenceEquals(list, Field.Definition?.Type.Nullable) && _run.Operation.IsPart
        ? IncrementalDirectives.GetFirstItems(_run.Operation, Field)
        : null;

    /// <summary>The selections on the field's value when it has the given type.</summary>
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

    private void ReadArguments(FieldDefinition definition)
    {
        if (definition.Arguments.Count == 0)
        {
            return;
        }

        try
        {
            Arguments = ArgumentReader
                .Read(_run.Operation.View, definition, Field.First, _run.Variables, _run.Operation.Document.Source)
                .ToDictionary(a => a.Key.Name, a => a.Value.Value, StringComparer.Ordinal);
        }
        catch (GraphQLException fault)
        {
            ArgumentFault = fault;
        }
    }
}
