using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning;

/// <summary>What one plan has in common while it is made: the operation, its parameters, aliases and guards.</summary>
internal sealed class PlanContext(Operation operation, VariableValues variables, PlanOptions options)
{
    private readonly Dictionary<(string, SqlType), SqlParameter> _parameters = [];
    private readonly Dictionary<ArgumentValue, ConstantSource> _constantOf = [];
    private readonly HashSet<Relation> _reads = [];
    private int _aliases;
    private int _constants;
    private bool _embedsVariables;

    public Operation Operation { get; } = operation;

    public SchemaView View => Operation.View;

    public VariableValues Variables { get; } = variables;

    public PlanOptions Options { get; } = options;

    public PlanGuards Guards { get; } = new();

    /// <summary>The relations whose rows the answer depends on.</summary>
    public IReadOnlyCollection<Relation> Reads => _reads;

    /// <summary>Response names from the root to where planning is, for errors.</summary>
    public Stack<object> Path { get; } = new();

    public SqlText NewAlias() => SqlText.Alias(++_aliases);

    public void Read(Relation relation) => _reads.Add(relation);

    /// <summary>The parameter for a value, the same one for the same place in the variables.</summary>
    public SqlParameter Parameter(ArgumentValue value, SqlType type) => Parameter(CreateSource(value), type);

    public SqlParameter Parameter(ValueSource source, SqlType type)
    {
        if (!_parameters.TryGetValue((source.Key, type), out var parameter))
        {
            _parameters.Add((source.Key, type), parameter = new SqlParameter(source, type));
        }

        return parameter;
    }

    public ValueSource CreateSource(ArgumentValue value) => value switch
    {
        { Origin: { } origin } => new VariableSource(origin),
        { Items.Count: > 0 } when value.Items.Any(i => i.Origin is not null) => new ListSource([.. value.Items.Select(CreateSource)]),
        _ => CreateConstant(value),
    };

    /// <summary>
    /// The arguments of a field; what they depend on in ways that <see cref="ArgumentValue"/> does not tell is guarded as a whole.
    /// </summary>
    public IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Arguments(CollectedField field)
    {
        if (field.Definition!.Arguments.Count == 0)
        {
            return [];
        }

        foreach (var variable in EmbeddedVariables.In(field.Definition, field.First))
        {
            _embedsVariables = true;
            Guards.SameVariable(variable, Variables);
        }

        return ArgumentReader.Read(View, field.Definition, field.First, Variables, Operation.Document.Source);
    }

    public IReadOnlyList<CollectedField> Subfields(ObjectType type, CollectedField field) =>
        FieldCollector.CollectSubfields(Operation, type, field, Variables);

    private ConstantSource CreateConstant(ArgumentValue value)
    {
        if (!_constantOf.TryGetValue(value, out var source))
        {
            _constantOf.Add(value, source = new ConstantSource(value.Value, ++_constants));
            if (_embedsVariables)
            {
                Guards.Constant(value.Value);
            }
        }

        return source;
    }
}
