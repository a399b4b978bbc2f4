using System.Diagnostics.CodeAnalysis;

namespace Jim.GraphQL.Types;

/// <summary>
/// Finds the types and fields that a document names, in the schema as the request's role sees it and among those of introspection.
/// </summary>
public static class TypeResolution
{
    /// <summary>The type of that name, of the schema or of introspection; false when there is none.</summary>
    public static bool TryResolve(this SchemaView view, string name, [MaybeNullWhen(false)] out NamedType type) =>
        view.TryGetType(name, out type) || (IntrospectionTypes.IsReserved(name) && (type = IntrospectionTypes.Find(name)) is not null);

    /// <summary>The type that a reference means, or null when its name is unknown.</summary>
    public static GraphQLType? Resolve(this SchemaView view, TypeNode reference) => reference switch
    {
        NamedTypeNode named => view.TryResolve(named.Name.Value, out var type) ? type : null,
        ListTypeNode list => view.Resolve(list.ItemType) is { } item ? new ListType(item) : null,
        NonNullTypeNode nonNull => view.Resolve(nonNull.NullableType) is { } inner ? new NonNullType(inner) : null,
        _ => null,
    };

    /// <summary>The field that a selection on any composite type names, <c>__typename</c> included; null when there is none.</summary>
    public static FieldDefinition? FindSelectedField(this SchemaView view, NamedType? parent, string name) => parent switch
    {
        FieldsType fields when view.FindField(fields, name) is { } field => field,
        FieldsType or UnionType when name == "__typename" => IntrospectionTypes.MetaFields[name],
        _ => null,
    };

    /// <summary>
    /// The field that a selection names, with <c>__schema</c> and <c>__type</c> on the query type (spec 4.2); null when there is none.
    /// </summary>
    public static FieldDefinition? FindField(this SchemaView view, FieldsType parent, string name)
    {
        if (view.TryGetField(parent, name, out var field))
        {
            return field;
        }

        return name is "__schema" or "__type" && ReferenceEquals(parent, view.Schema.Query) ? IntrospectionTypes.MetaFields[name] : null;
    }
}
