using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>The names in GraphQL of the columns and errors of a mutation.</summary>
public sealed class MutationNames(InputObjectType input, UnionType? errors)
{
    /// <summary>The input field of a column; null where the client cannot set it.</summary>
    public string? FindField(Column column) =>
        input.Fields.FirstOrDefault(f => f.Binding is ColumnInput bound && bound.Column == column)?.Name;

    /// <summary>The input field of a constraint's columns: the first that has one.</summary>
    public string? FindField(IEnumerable<Column> columns) => columns.Select(FindField).FirstOrDefault(name => name is not null);

    /// <summary>The typed error of that name, where this mutation declares it.</summary>
    public ObjectType? ErrorType(string name) => errors?.Members.FirstOrDefault(m => m.Name == name);
}
