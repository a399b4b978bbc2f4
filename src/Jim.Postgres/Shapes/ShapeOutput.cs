using System.Collections.Immutable;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;

namespace Jim.Postgres.Shapes;

/// <summary>Where shapes write: the JSON and the errors found on the way.</summary>
public sealed class ShapeOutput(JsonBuffer json, Source source, ErrorHandling handling = ErrorHandling.Propagate)
{
    private List<GraphQLError>? _errors;

    public JsonBuffer Json { get; } = json;

    /// <summary>
    /// True when a null that may not be one stays where it is (<c>onError: NULL</c>), instead of taking its ancestors with it.
    /// </summary>
    public bool KeepsNulls { get; } = handling == ErrorHandling.Null;

    public IReadOnlyList<GraphQLError> Errors => _errors ?? [];

    public int ErrorCount => _errors?.Count ?? 0;

    public void Add(GraphQLError error, SourceRange field) =>
        (_errors ??= []).Add(field.Start < 0 ? error : error with { Locations = [source.Locate(field.Start)] });

    /// <summary>
    /// Puts a step before the paths of the errors since <paramref name="first"/>: paths grow while the writing unwinds, so they cost
    /// nothing where there are no errors.
    /// </summary>
    public void Locate(int first, object segment)
    {
        for (var i = first; i < ErrorCount; i++)
        {
            _errors![i] = _errors[i] with { Path = _errors[i].Path.IsDefault ? [segment] : _errors[i].Path.Insert(0, segment) };
        }
    }

    /// <summary>The errors, to be taken before the output is used again.</summary>
    public ImmutableArray<GraphQLError> TakeErrors()
    {
        ImmutableArray<GraphQLError> taken = [.. Errors];
        _errors = null;
        return taken;
    }
}
