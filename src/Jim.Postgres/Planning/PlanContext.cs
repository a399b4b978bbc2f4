using Jim.GraphQL.Inputs;
using Jim.GraphQL.Operations;

namespace Jim.Postgres.Planning;

/// <summary>
/// What all parts of one plan share while it is made: the operation, parameters, aliases and guards. The plan itself keeps no reference to
/// it, because it holds the variables of the request.
/// </summary>
internal sealed class PlanContext(Operation operation, VariableValues variables, PlanOptions options)
{
    private readonly Dictionary<(string, SqlType), SqlParameter> _parameters = [];
    private readonly Dictionary<ArgumentValue, ConstantSource> _constantOf = [];
    private readonly List<RowRead> _reads = [];
    private readonly HashSet<ColumnUse> _casts = [];
    private HashSet<ColumnUse> _uses = [];
    private int _aliases;
    private int _constants;
    private bool _embedsVariables;

    public Operation Operation { get; } = operation;

    public SchemaView View => Operation.View;

    public VariableValues Variables { get; } = variables;

    public PlanOptions Options { get; } = options;

    public PlanGuards Guards { get; } = new();

    /// <summary>The relations whose rows the answer depends on, as far as it is planned.</summary>
    public IEnumerable<Relation> Reads => _reads.Select(read => read.Relation).Distinct();

    /// <summary>
    /// For each relation of which no place reads but rows with a certain value: the value of each place. Other relations are not in it.
    /// </summary>
    public IEnumerable<ReadPin> Pins => _reads
        .Select(read => (read.Relation, Pin: read.FindPin()))
        .GroupBy(read => read.Relation)
        .Where(places => places.All(place => place.Pin is not null))
        .SelectMany(places => places.Select(place => place.Pin!).Distinct());

    /// <summary>Response names from the root to the field that is being planned, for errors.</summary>
    public Stack<object> Path { get; } = new();

    /// <summary>
    /// Columns whose values SQL casts to text, so that the type of the cell does not tell the type of the column.
    /// </summary>
    public IReadOnlyCollection<ColumnUse> Casts => _casts;

    public SqlText NewAlias() => SqlText.Alias(++_aliases);

    /// <summary>Notes a place that reads rows of a relation.</summary>
    public RowRead Read(Relation relation)
    {
        var read = new RowRead(relation);
        _reads.Add(read);
        return read;
    }

    /// <summary>Notes that the SQL names a column.</summary>
    public void Use(ColumnUse column) => _uses.Add(column);

    /// <summary>Notes that the SQL casts a column to text.</summary>
    public void Cast(ColumnUse column) => _casts.Add(column);

    /// <summary>The columns that were named since the last call.</summary>
    public IReadOnlyCollection<ColumnUse> TakeUses()
    {
        var taken = _uses;
        _uses = [];
        return taken;
    }

    /// <summary>The parameter for a value. The same place in the variables, sent as the same type, gives the same parameter.</summary>
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
    /// The arguments of a field. A variable inside of the literal of a scalar (<see cref="EmbeddedVariables"/>) becomes part of a constant
    /// of the plan, so the plan is made to depend on its whole value.
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
