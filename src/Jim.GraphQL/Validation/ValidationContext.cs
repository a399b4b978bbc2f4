using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Validation;

/// <summary>
/// What the rules of one validation share: the document, the current place of the walk, what the walk has found, and the errors.
/// </summary>
internal sealed class ValidationContext
{
    private readonly Dictionary<string, FragmentDefinitionNode> _fragments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DefinitionScope> _fragmentScopes = new(StringComparer.Ordinal);
    private readonly List<GraphQLError> _errors = [];
    private int _fragmentVisits;

    public ValidationContext(SchemaView view, DocumentNode document, ValidationOptions options)
    {
        View = view;
        Document = document;
        Options = options;
        foreach (var definition in document.Definitions)
        {
            if (definition is FragmentDefinitionNode fragment)
            {
                _fragments[fragment.Name.Value] = fragment;
            }
        }
    }

    public SchemaView View { get; }

    public DocumentNode Document { get; }

    public ValidationOptions Options { get; }

    /// <summary>The errors found so far, at most <see cref="ValidationOptions.ErrorsMax"/>.</summary>
    public IReadOnlyList<GraphQLError> Errors => _errors;

    /// <summary>True when no more errors are reported, so that the walk can stop.</summary>
    public bool IsFull => _errors.Count >= Options.ErrorsMax;

    /// <summary>The type whose fields are selected at the current place; null when it is unknown.</summary>
    public NamedType? ParentType { get; set; }

    /// <summary>
    /// The field whose arguments, directives or selections are being walked; null when it is unknown or the walk is outside a field.
    /// </summary>
    public FieldDefinition? Field { get; set; }

    /// <summary>Whether the walk is inside a directive, even an unknown one.</summary>
    public bool InDirective { get; set; }

    /// <summary>The directive whose arguments are being walked; null when it is unknown or the walk is outside a directive.</summary>
    public DirectiveDefinition? Directive { get; set; }

    /// <summary>The operations and fragments that have been walked so far.</summary>
    public List<DefinitionScope> Scopes { get; } = [];

    /// <summary>Each operation with the scopes that it reaches through fragment spreads. Only valid after the walk.</summary>
    public IReadOnlyList<(OperationDefinitionNode Operation, List<DefinitionScope> Reached)> Operations => field ??=
        [.. Scopes.Where(s => s.Definition is OperationDefinitionNode).Select(s => ((OperationDefinitionNode)s.Definition, Reach(s)))];

    /// <summary>
    /// Adds an error. A loop that may find thousands of errors checks <see cref="IsFull"/> before it creates the next one.
    /// </summary>
    public void Report(GraphQLError error)
    {
        if (!IsFull)
        {
            _errors.Add(error);
        }
    }

    /// <summary>A sentence that suggests similar names, if the options allow it; else empty.</summary>
    public string Suggest(string name, IEnumerable<string> known) =>
        Options.Suggestions && !IsFull ? Suggestions.Suggest(name, known) : "";

    public bool TryGetFragment(string name, [MaybeNullWhen(false)] out FragmentDefinitionNode fragment) =>
        _fragments.TryGetValue(name, out fragment);

    public NamedType? FindType(NamedTypeNode? reference) =>
        reference is not null && View.TryResolve(reference.Name.Value, out var type) ? type : null;

    /// <summary>The type of a variable; null when the schema does not have it.</summary>
    public GraphQLType? FindType(VariableDefinitionNode variable) => View.Resolve(variable.Type);

    public void Add(DefinitionScope scope)
    {
        Scopes.Add(scope);
        if (scope.Definition is FragmentDefinitionNode fragment)
        {
            _fragmentScopes[fragment.Name.Value] = scope;
        }
    }

    public DefinitionScope? FindScope(string fragment) => _fragmentScopes.GetValueOrDefault(fragment);

    /// <summary>
    /// The given scopes and those of all fragments that they reach, each once. Stops early when the limit on fragment visits of the
    /// document is exceeded. That is reported once and makes the document invalid.
    /// </summary>
    public List<DefinitionScope> Reach(params IEnumerable<DefinitionScope> from)
    {
        var reached = from.ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var spread in reached[i].Spreads)
            {
                if (++_fragmentVisits > Options.FragmentVisitsMax)
                {
                    if (_fragmentVisits == Options.FragmentVisitsMax + 1)
                    {
                        Report(ValidationErrors.FragmentVisitsExceeded(this, Options.FragmentVisitsMax.Value));
                    }

                    return reached;
                }

                if (names.Add(spread.Name.Value) && FindScope(spread.Name.Value) is { } scope)
                {
                    reached.Add(scope);
                }
            }
        }

        return reached;
    }
}
