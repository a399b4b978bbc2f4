using System.Collections.Frozen;
using System.Text;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Introspection;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>
/// A collected field with everything that is the same for each object it is written for: its key as JSON, its arguments, its subfields by
/// object type.
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

    /// <summary><c>"name":</c></summary>
    public byte[] Key { get; }

    /// <summary>Null: the value is read by <see cref="Reader"/>, or is the member of the parent value with the field's name.</summary>
    public FieldResolver? Resolver { get; }

    /// <summary>Set for a field of introspection.</summary>
    public IntrospectionReader? Reader { get; }

    public IReadOnlyDictionary<string, object?> Arguments { get; private set; } = FrozenDictionary<string, object?>.Empty;

    /// <summary>What <see cref="Reader"/> is called with.</summary>
    public IntrospectionContext Introspection { get; }

    /// <summary>Set when the arguments could not be read: then every occurrence of the field is a field error.</summary>
    public GraphQLException? ArgumentFault { get; private set; }

    /// <summary>
    /// How many items a list of the field has in this part of the answer; null: all. The lists inside of a streamed one are whole.
    /// </summary>
    public int? GetFirstItems(ListType list) => ReferenceEquals(list, Field.Definition?.Type.Nullable) && _run.Operation.IsPart
        ? IncrementalDirectives.GetFirstItems(_run.Operation, Field)
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
