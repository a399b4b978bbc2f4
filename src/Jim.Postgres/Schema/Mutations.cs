using Jim.Postgres.Types;

namespace Jim.Postgres.Schema;

/// <summary>What a mutation does to its row. The field's name begins with it: <c>createDocument</c>.</summary>
public enum MutationKind
{
    Create,
    Update,
    Delete,

    /// <summary>Undoes a soft deletion.</summary>
    Restore,
}

/// <summary>
/// Builds <c>createDocument</c>, <c>updateDocument</c>, <c>deleteDocument</c> and, for tables with soft deletion, <c>restoreDocument</c> by HotChocolate's mutation conventions (one argument
/// <c>input</c>, a payload with <c>errors</c>), for tables that have a key, and for views that Postgres, a trigger INSTEAD OF or a rule can
/// write and whose comment declares one.
/// </summary>
internal static class Mutations
{
    private const string IfVersion = "ifVersion";
    private static readonly string[] Versioned = ["version", "created_at", "updated_at", "deleted_at"];

    public static void Add(SchemaUnderConstruction schema, RowType row)
    {
        if (row.Relation is not { Kind: not RelationKind.MaterializedView, Key: { } key }
            || key.Declared != (row.Relation.Kind == RelationKind.View))
        {
            return;
        }

        AddCreate(schema, row, key);
        if (key.Columns.All(c => row.Find(c) is not null))
        {
            AddUpdate(schema, row, key);
            AddDelete(schema, row, key);
            AddRestore(schema, row, key);
        }
    }

    private static void AddCreate(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var input = new List<InputValueBuilder>();
        foreach (var (column, name) in Writable(row, MutationKind.Create))
        {
            var type = schema.ColumnTypes.Build(column.Type);
            var required = column.NotNull && !column.HasDefault && !IsMadeKey(row.Relation, key, column);
            var member = Wrapping.Input(name, required ? type.NonNull() : type, new ColumnInput(column), column.Description);
            member.VisibleTo = column.Insert;

            // An input field that must be given may not be deprecated (spec 3.13.3).
            member.DeprecationReason = required ? null : column.Deprecation;
            input.Add(member);
        }

        var errors = schema.Errors;
        Add(schema, row, MutationKind.Create, row.Relation.Insert, input, [errors.Unique, errors.ForeignKey, errors.Check, errors.NotNull]);
    }

    private static void AddUpdate(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var input = KeyInput(schema, row, key);
        var visible = RoleMask.Nobody;
        foreach (var (column, name) in Writable(row, MutationKind.Update).Where(c => !key.Columns.Contains(c.Column)))
        {
            var type = schema.ColumnTypes.Build(column.Type);
            var member = Wrapping.Input(MemberName(row, name), type, new ColumnInput(column), column.Description);
            member.VisibleTo = column.Update;
            member.DeprecationReason = column.Deprecation;
            visible |= column.Update;
            input.Add(member);
        }

        foreach (var member in NewKeyInput(schema, row, key, input))
        {
            visible |= member.VisibleTo;
            input.Add(member);
        }

        var errors = schema.Errors;
        Add(
            schema, row, MutationKind.Update, visible & row.Readable, input,
            [errors.Unique, errors.ForeignKey, errors.Check, errors.NotNull, .. ChooseStale(schema, row), errors.NotFound]);
    }

    /// <summary>
    /// Members for other values of the key. Jim's own tables keep their keys, which stand in stored objects; and the row of a join table
    /// that has nothing but keys of other rows is not changed into another one, but deleted and created.
    /// </summary>
    private static IEnumerable<InputValueBuilder> NewKeyInput(
        SchemaUnderConstruction schema, RowType row, UniqueKey key, List<InputValueBuilder> others)
    {
        var isJoin = others.TrueForAll(o => o.Binding is not ColumnInput c || key.Columns.Contains(c.Column))
            && key.Columns.All(c => row.Relation.ForeignKeys.Any(f => f.Columns.Contains(c)));
        if (row.Relation.Platform || isJoin)
        {
            yield break;
        }

        foreach (var (column, name) in Writable(row, MutationKind.Update).Where(c => key.Columns.Contains(c.Column)))
        {
            var free = $"new{Naming.UpperFirst(name)}";
            while (row.Find(free) is not null)
            {
                free += "_";
            }

            yield return new InputValueBuilder(free, schema.ColumnTypes.Build(column.Type))
            {
                Binding = new NewKeyInput(column),
                Description = $"Another `{name}` for the row; absent: it stays.",
                VisibleTo = column.Update,
                DeprecationReason = column.Deprecation,
            };
        }
    }

    private static void AddDelete(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var visible = row.Relation.Delete & row.Readable;
        if (row.SoftDelete)
        {
            visible &= row.Relation.Column("deleted_at")!.Update;
        }

        // ON DELETE SET NULL and SET DEFAULT write to other tables, whose constraints may then be violated.
        var errors = schema.Errors;
        Add(
            schema, row, MutationKind.Delete, visible, KeyInput(schema, row, key),
            [errors.ForeignKey, errors.Check, errors.NotNull, .. ChooseStale(schema, row), errors.NotFound]);
    }

    private static void AddRestore(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        if (!row.SoftDelete)
        {
            return;
        }

        // Another row may have the key meanwhile, and what the row points at may have been deleted.
        var errors = schema.Errors;
        Add(
            schema, row, MutationKind.Restore, row.Readable & row.Relation.Column("deleted_at")!.Update, KeyInput(schema, row, key),
            [errors.Unique, errors.ForeignKey, errors.Check, errors.NotNull, .. ChooseStale(schema, row), errors.NotFound]);
    }

    private static void Add(
        SchemaUnderConstruction schema, RowType row, MutationKind kind, RoleMask visible, List<InputValueBuilder> input,
        IEnumerable<ObjectTypeBuilder> errors)
    {
        var verb = Verb(kind);
        if (visible == RoleMask.Nobody || row.Omits(verb) || !input.Exists(i => i.VisibleTo.Intersects(visible)))
        {
            return;
        }

        // Beside the member with the errors.
        var name = row.Names.Singular == "errors" ? "errors_" : row.Names.Singular;
        var member = new FieldBuilder(name, row.Object)
        {
            Binding = new PayloadField(Errors: false),
            VisibleTo = row.Readable,
        };
        var field = schema.AddMutation(
            $"{verb}{row.Names.Type}", input, [member], [.. errors, schema.Errors.Skipped, schema.Errors.Raised]);
        schema.Own(field, row.Relation);
        field.Binding = new MutationField(kind, row.Relation);
        field.VisibleTo = visible;
    }

    private static List<InputValueBuilder> KeyInput(SchemaUnderConstruction schema, RowType row, UniqueKey key)
    {
        var input = new List<InputValueBuilder>();
        foreach (var (column, name) in key.Columns.Select(c => row.Find(c)!))
        {
            var type = schema.ColumnTypes.Build(column.Type).NonNull();
            input.Add(Wrapping.Input(MemberName(row, name), type, new ColumnInput(column), column.Description));
        }

        if (row.IsVersioned)
        {
            input.Add(Wrapping.Input(
                IfVersion, Scalars.Long, new RoleInput(ArgumentRole.IfVersion),
                "Only where the row is still at this version, else StaleError."));
        }

        return input;
    }

    private static IEnumerable<ObjectTypeBuilder> ChooseStale(SchemaUnderConstruction schema, RowType row) =>
        row.IsVersioned ? [schema.Errors.Stale] : [];

    /// <summary>The columns that an input may set; a comment on one can leave it out (<c>@omit create update</c>).</summary>
    private static IEnumerable<NamedColumn> Writable(RowType row, MutationKind kind) =>
        row.Columns.Where(c => !c.Column.Generated
            && !Steering.Omits(c.Column.Tags, Verb(kind))
            && !(row.IsVersioned && Versioned.Contains(c.Column.Name))
            && !(row.SoftDelete && c.Column.Name == "deleted_at"));

    private static string Verb(MutationKind kind) => kind switch
    {
        MutationKind.Create => "create",
        MutationKind.Update => "update",
        MutationKind.Delete => "delete",
        MutationKind.Restore => "restore",
        _ => throw new InvalidOperationException($"{kind} is not a kind of mutation"),
    };

    /// <summary>The member of a column in the inputs that have a member <c>ifVersion</c>, which keeps its name.</summary>
    private static string MemberName(RowType row, string column) => row.IsVersioned && column == IfVersion ? $"{column}_" : column;

    /// <summary>True for a uuid key that does not point at another row, which Jim generates where the client sends none.</summary>
    private static bool IsMadeKey(Relation relation, UniqueKey key, Column column) =>
        key.Columns is [var only] && only == column && PostgresTypes.Describe(column.Type).IsMadeForKeys
        && !relation.ForeignKeys.Any(f => f.Columns.Contains(column));
}
