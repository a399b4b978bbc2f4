using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>A whole schema (spec 3.3). Immutable once built; one object for all roles, see <see cref="SchemaView"/>.</summary>
public sealed class Schema
{
    public Schema(
        ObjectType? query, ObjectType? mutation, ObjectType? subscription, IEnumerable<NamedType> types,
        IEnumerable<DirectiveDefinition> directives)
    {
        Query = query;
        Mutation = mutation;
        Subscription = subscription;
        foreach (var type in types)
        {
            Types.Add(type);
        }

        foreach (var directive in directives)
        {
            Directives.Add(directive);
        }
    }

    public string? Description { get; init; }

    /// <summary>Directives applied to the schema itself.</summary>
    public IReadOnlyList<Language.DirectiveNode> AppliedDirectives { get; init; } = [];

    public ObjectType? Query { get; }

    public ObjectType? Mutation { get; }

    public ObjectType? Subscription { get; }

    public FieldMap<NamedType> Types { get; } = new(t => t.Name);

    public FieldMap<DirectiveDefinition> Directives { get; } = new(d => d.Name);

    public bool TryGetType(string name, [MaybeNullWhen(false)] out NamedType type) => Types.TryGet(name, out type);
}
