using Jim.Postgres.Operators;
using Jim.Postgres.Schema;
using Jim.Postgres.Tests.Running;

namespace Jim.Postgres.Tests.Values;

/// <summary>
/// The tables of one type by the names that the schema gives to them: rows <c>(id, v)</c>, and where the type can be a key, rows
/// <c>(v, tag)</c> with the value as their key.
/// </summary>
internal sealed class ValueTable
{
    private readonly InputObjectType? _filter;

    public ValueTable(QueryHost host, string rows, string keys)
    {
        var view = host.Schema.ViewFor(QueryHost.Admin.Role);
        var query = view.RootType(Jim.GraphQL.Language.OperationKind.Query)!;
        var mutation = view.RootType(Jim.GraphQL.Language.OperationKind.Mutation)!;
        Rows = query.Fields.Single(f => f.Binding is ConnectionField { ForeignKey: null } c && c.Relation.Name == rows).Name;
        Keys = query.Fields.SingleOrDefault(f => f.Binding is ConnectionField { ForeignKey: null } c && c.Relation.Name == keys)?.Name;
        ByKey = query.Fields.SingleOrDefault(f => f.Binding is ByKeyField k && k.Relation.Name == keys)?.Name;
        var create = mutation.Fields.Single(f => f.Binding is MutationField { Kind: MutationKind.Create } m && m.Relation.Name == rows);
        Create = create.Name;
        InputType = $"{create.Arguments.First().Type}";
        Row = Payload(create);
        var createKey = mutation.Fields.SingleOrDefault(
            f => f.Binding is MutationField { Kind: MutationKind.Create } m && m.Relation.Name == keys);
        (CreateKey, KeyRow) = createKey is null ? (null, null) : (createKey.Name, Payload(createKey));
        KeyInputType = createKey is null ? null : $"{createKey.Arguments.First().Type}";
        Type = ((InputObjectType)create.Arguments.First().Type.Named).Fields.Single(f => f.Name == "v").Type.Nullable;
        var where = (InputObjectType)query.Fields.Single(f => f.Name == Rows).Arguments.Single(a => a.Name == "where").Type.Named;
        _filter = (InputObjectType)where.Fields.Single(f => f.Name == "v").Type.Named;
        var order = query.Fields.Single(f => f.Name == Rows).Arguments.Single(a => a.Name == "order").Type.Named;
        CanOrder = ((InputObjectType)order).Fields.Any(f => f.Name == "v");
    }

    public string Rows { get; }

    public string? Keys { get; }

    public string? ByKey { get; }

    public string Create { get; }

    public string InputType { get; }

    public string Row { get; }

    public string? CreateKey { get; }

    public string? KeyInputType { get; }

    public string? KeyRow { get; }

    /// <summary>The value's type in GraphQL.</summary>
    public GraphQLType Type { get; }

    public bool CanOrder { get; }

    public bool Has(FilterOperator filterOperator) => _filter!.Fields.Any(f => ((OperatorInput)f.Binding!).Operator == filterOperator);

    private static string Payload(FieldDefinition mutation) =>
        ((ObjectType)mutation.Type.Named).Fields.Single(f => f.Binding is PayloadField { Errors: false }).Name;
}
