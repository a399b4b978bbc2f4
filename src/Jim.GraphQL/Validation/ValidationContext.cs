using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation;

/// <summary>What the rules of one validation share: the document, where the walk stands, what it has seen, and the errors.</summary>
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

    /// <summary>The errors so far, at most <see cref="ValidationOptions.ErrorsMax"/>.</summary>
    public IReadOnlyList<GraphQLError> Errors => _errors;

    /// <summary>No further error will be told: the walk may end.</summary>
    public bool IsFull => _errors.Count >= Options.ErrorsMax;

    /// <summary>The type whose fields are selected here; null: unknown.</summary>
    public NamedType? ParentType { get; set; }

    /// <summary>The field whose arguments, directives or selections are walked; null: unknown, or outside of a field.</summary>
    public FieldDefinition? Field { get; set; }

    /// <summary>The walk is among a directive's arguments, known or not.</summary>
    public bool InDirective { get; set; }

    /// <summary>The directive whose arguments are walked; null: unknown, or outside of a directive.</summary>
    public DirectiveDefinition? Directive { get; set; }

    /// <summary>Operations and fragments walked so far.</summary>
    public List<DefinitionScope> Scopes { get; } = [];

    /// <summary>Each operation with all scopes that it reaches. To be asked when the walk is done.</summary>
    public IReadOnlyList<(OperationDefinitionNode Operation, List<DefinitionScope> Reached)> Operations => field ??=
        [.. Scopes.Where(s => s.Definition is OperationDefinitionNode).Select(s => ((OperationDefinitionNode)s.Definition, Reach(s)))];

    /// <summary>Tells an error. Loops that could find thousands ask <see cref="IsFull"/> before they make the next.</summary>
    public void Report(GraphQLError error)
    {
        if (!IsFull)
        {
            _errors.Add(error);
        }
    }

    /// <summary>A sentence that names what is near to a name, where the options allow it; else nothing.</summary>
    public string Suggest(string name, IEnumerable<string> known) =>
        Options.Suggestions && !IsFull ? Suggestions.DidYouMean(name, known) : "";

    public bool TryGetFragment(string name, [MaybeNullWhen(false)] out FragmentDefinitionNode fragment) =>
        _fragments.TryGetValue(name, out fragment);

    public NamedType? TypeOf(NamedTypeNode? reference) =>
        reference is not null && View.TryResolve(reference.Name.Value, out var type) ? type : null;

    /// <summary>The type of a variable; null when its name is unknown.</summary>
    public GraphQLType? TypeOf(VariableDefinitionNode variable) => View.Resolve(variable.Type);

    public void Add(DefinitionScope scope)
    {
        Scopes.Add(scope);
        if (scope.Definition is FragmentDefinitionNode fragment)
        {
            _fragmentScopes[fragment.Name.Value] = scope;
        }
    }

    public DefinitionScope? ScopeOf(string fragment) => _fragmentScopes.GetValueOrDefault(fragment);

    /// <summary>
    /// The scope and those of all fragments that it reaches, each once. Ends early when the document has used up its fragment visits; that
    /// is told once and makes the document invalid.
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

                if (names.Add(spread.Name.Value) && ScopeOf(spread.Name.Value) is { } scope)
                {
                    reached.Add(scope);
                }
            }
        }

        return reached;
    }
}
