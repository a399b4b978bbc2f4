using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.Postgres.Schema;

namespace Jim.Server.Commands;

/// <summary>The query that <c>run</c> prints to try: fields that the user's role sees.</summary>
public static class ExampleQuery
{
    private const int FieldsMost = 3;

    /// <summary>
    /// Reads three rows of a table, if possible one of the database's own and with rows; <c>{ me { name } }</c> where the role reads none.
    /// </summary>
    public static string Build(SchemaView view)
    {
        var lists = view.RootType(OperationKind.Query)?.Fields
            .Where(f => view.Sees(f.VisibleTo) && f.Binding is ConnectionField)
            .OrderBy(f => ((ConnectionField)f.Binding!).Relation.Platform)
            .ThenByDescending(f => ((ConnectionField)f.Binding!).Relation.EstimatedRows) ?? Enumerable.Empty<FieldDefinition>();
        var found = lists.Select(f => (List: f.Name, Fields: FindFields(view, f))).FirstOrDefault(l => l.Fields.Length > 0);
        return found is ({ } list, var fields)
            ? $"{{ me {{ name }} {list}(first: 3) {{ nodes {{ {string.Join(' ', fields)} }} }} }}"
            : "{ me { name } }";
    }

    private static string[] FindFields(SchemaView view, FieldDefinition list) =>
        list.Type.Named is FieldsType connection
            && view.TryGetField(connection, "nodes", out var nodes) && nodes.Type.Named is FieldsType rows
            ? [
                .. rows.Fields
                    .Where(f => view.Sees(f.VisibleTo) && f.Binding is ColumnField && f.Type.Named is ScalarType or EnumType)
                    .Select(f => f.Name).Take(FieldsMost),
            ]
            : [];
}
