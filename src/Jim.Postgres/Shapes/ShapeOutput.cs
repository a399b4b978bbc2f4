using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;

namespace Jim.Postgres.Shapes;

/// <summary>What shapes write to: the JSON of an answer and its errors. Belongs to one answer.</summary>
/// <param name="json">Receives the JSON.</param>
/// <param name="source">The document, for the locations of errors.</param>
/// <param name="handling">What happens where a non-null field has no value.</param>
public sealed class ShapeOutput(JsonBuffer json, Source source, ErrorHandling handling = ErrorHandling.Propagate)
{
    private List<GraphQLError>? _errors;

    public JsonBuffer Json { get; } = json;

    /// <summary>
    /// True when a non-null field without a value is null in the answer (<c>onError: NULL</c>). False when the nearest nullable field or
    /// item above it becomes null in its place (GraphQL spec 6.4.4).
    /// </summary>
    public bool KeepsNulls { get; } = handling == ErrorHandling.Null;

    public IReadOnlyList<GraphQLError> Errors => _errors ?? [];

    public int ErrorCount => _errors?.Count ?? 0;

    /// <summary>
    /// True once a row was read that the plan does not fit: a cell is of another type, or has an enum's label that the schema does not
    /// know. The structure of the database has changed since the plan was made.
    /// </summary>
    public bool IsOutdated { get; private set; }

    /// <summary>Notes that the plan does not fit what was read; the value at this place has failed.</summary>
    public Outcome Outdate()
    {
        IsOutdated = true;
        return Outcome.Failed;
    }

    /// <summary>Adds an error at the place of a field; a range that starts below 0 has no place in the document.</summary>
    public void Add(GraphQLError error, SourceRange field) =>
        (_errors ??= []).Add(field.Start < 0 ? error : error with { Locations = [source.Locate(field.Start)] });

    /// <summary>
    /// Puts a segment, a response name or an index, before the paths of the errors from index <paramref name="first"/> on. Each shape does
    /// so for its own part after writing, so that paths cost nothing where there are no errors.
    /// </summary>
    public void Locate(int first, object segment)
    {
        for (var i = first; i < ErrorCount; i++)
        {
            _errors![i] = _errors[i] with { Path = _errors[i].Path.IsDefault ? [segment] : _errors[i].Path.Insert(0, segment) };
        }
    }

    /// <summary>Hands over the errors so far and begins a new list of them.</summary>
    public ImmutableArray<GraphQLError> TakeErrors()
    {
        ImmutableArray<GraphQLError> taken = [.. Errors];
        _errors = null;
        return taken;
    }
}
