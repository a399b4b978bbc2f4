using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>What the columns and errors of a mutation are called in the GraphQL schema.</summary>
/// <param name="input">The type of the mutation's input.</param>
/// <param name="errors">The union of the errors that its payload declares; null where it declares none.</param>
public sealed class MutationNames(InputObjectType input, UnionType? errors)
{
    /// <summary>
    /// The input field of a column; null where the client cannot set it. Of a key's column in an update it is the one with the new value.
    /// </summary>
    public string? FindField(Column column) =>
        (input.Fields.FirstOrDefault(f => f.Binding is NewKeyInput bound && bound.Column == column)
            ?? input.Fields.FirstOrDefault(f => f.Binding is ColumnInput bound && bound.Column == column))?.Name;

    /// <summary>The input field of the first of a constraint's columns that has one; null where none has.</summary>
    public string? FindField(IEnumerable<Column> columns) => columns.Select(FindField).FirstOrDefault(name => name is not null);

    /// <summary>The typed error of that name; null where this mutation does not declare it.</summary>
    public ObjectType? ErrorType(string name) => errors?.Members.FirstOrDefault(m => m.Name == name);
}
