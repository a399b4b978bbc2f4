using Jim.GraphQL.Language;

namespace Jim.Postgres.Schema;

/// <summary>
/// A schema while it is being built: the root types, and what has been made of the catalog so far. Extensions get it last and may add
/// fields, arguments and types. Types need not be registered: every type that a field or argument leads to belongs to the schema. Not
/// thread safe.
/// </summary>
public sealed class SchemaUnderConstruction
{
    private readonly Dictionary<Relation, RowType> _rows;
    private readonly Dictionary<NamedTypeBuilder, object> _owners = [];

    /// <param name="catalog">The catalog.</param>
    /// <param name="relations">Those of the catalog's relations that the schema is to show.</param>
    /// <param name="options">Sizes of pages.</param>
    /// <param name="bans">The names that an attempt before this one has found to be taken.</param>
    internal SchemaUnderConstruction(DatabaseCatalog catalog, IReadOnlyList<Relation> relations, SchemaOptions options, NameBans bans)
    {
        Catalog = catalog;
        var names = new TypeNames(relations, bans);
        Notices.AddRange(names.Notices);
        Rows = [.. relations.Where(names.Relations.ContainsKey).Select(r => new RowType(r, names.Relations[r], Notices))];
        _rows = Rows.ToDictionary(r => r.Relation);
        Enums = new Enums(names);
        ColumnTypes = new ColumnTypes(Enums);
        OperationFilters = new OperationFilters(ColumnTypes, (type, named) => _owners.Add(type, named));
        ListSize = CostDirectives.ListSize(options.PageDefault, options.PageMax);
    }

    public DatabaseCatalog Catalog { get; }

    public ObjectTypeBuilder Query { get; } = new("Query");

    /// <summary>The root type of mutations; without fields it is left out of the schema, as is <see cref="Subscription"/>.</summary>
    public ObjectTypeBuilder Mutation { get; } = new("Mutation");

    public ObjectTypeBuilder Subscription { get; } = new("Subscription");

    /// <summary>The schema's own directives. Those only for mutations are visible to the roles that see a mutation.</summary>
    public IList<DirectiveBuilder> Directives { get; } = [];

    /// <summary>Types that belong to the schema although no field leads to them.</summary>
    public IList<NamedTypeBuilder> FurtherTypes { get; } = [];

    /// <summary>The error types that payloads of mutations may declare.</summary>
    public MutationErrors Errors { get; } = new();

    /// <summary>What the operator should know of how names were chosen.</summary>
    internal List<SchemaNotice> Notices { get; } = [];

    /// <summary>The fields that were not added, because their type has one of that name.</summary>
    internal List<FieldClash> FieldClashes { get; } = [];

    internal ImmutableArray<RowType> Rows { get; }

    internal Dictionary<RowType, ImmutableArray<RelatedField>> Related { get; } = [];

    internal Enums Enums { get; }

    internal ColumnTypes ColumnTypes { get; }

    internal OperationFilters OperationFilters { get; }

    internal DirectiveNode ListSize { get; }

    internal InputValueBuilder[] PagingArguments { get; } = Connections.PagingArguments();

    internal ObjectTypeBuilder PageInfo { get; } = Connections.PageInfo();

    internal EnumTypeBuilder ChangeOperations => field ??= ChangeFields.Operations(this);

    /// <summary>The mask of the given application roles. Roles that the catalog does not know are left out.</summary>
    public RoleMask FindMask(params string[] roles) =>
        roles.Aggregate(RoleMask.Nobody, (mask, r) => Catalog.Roles.TryGetValue(r, out var bit) ? mask | new RoleMask(1UL << bit) : mask);

    /// <summary>
    /// The object type of the rows of a table, told by its schema and name (<c>jim</c>, <c>files</c>); null where the table is not exposed.
    /// </summary>
    public ObjectTypeBuilder? FindRows(string schema, string table) =>
        Rows.FirstOrDefault(r => r.Relation.Schema == schema && r.Relation.Name == table)?.Object;

    /// <summary>
    /// The roles that can read rows of a type that <see cref="FindRows"/> gave. A field that leads to it must be visible to them only: for
    /// others the type would have no fields.
    /// </summary>
    public RoleMask FindReaders(ObjectTypeBuilder rows) => Rows.First(r => r.Object == rows).Readable;

    /// <summary>
    /// Adds a field. Where the type has one of that name, the schema is built once more with another name for the table that one of the two
    /// is made of; where neither is made of a table, no schema can be built, and its building throws <see cref="SchemaException"/>.
    /// </summary>
    public void Add(FieldsTypeBuilder type, FieldBuilder field)
    {
        if (type.Fields.TryGet(field.Name, out var other))
        {
            FieldClashes.Add(new FieldClash(type, other, field));
        }
        else
        {
            type.Fields.Add(field);
        }
    }

    /// <summary>
    /// Adds a field to the query root and, as a live query, to the subscription root, as <see cref="Add"/> does; a field that no role sees
    /// to neither.
    /// </summary>
    public void AddLive(FieldBuilder field)
    {
        if (field.VisibleTo != RoleMask.Nobody)
        {
            Add(Query, field);
            Add(Subscription, field);
        }
    }

    /// <summary>
    /// Adds a mutation by HotChocolate's conventions: <c>name(input: NameInput!): NamePayload!</c>, where the payload has the given members
    /// and <c>errors: [NameError!]</c>, a union of the given types. The caller sets the binding (a resolver, or a
    /// <see cref="FieldBinding"/> for the planner) and the visibility of the returned field. A name that is taken is treated as by
    /// <see cref="Add"/>.
    /// </summary>
    /// <param name="name">The field's name.</param>
    /// <param name="input">The fields of the input object; without any the mutation has no <c>input</c>.</param>
    /// <param name="payload">The fields of the payload besides <c>errors</c>.</param>
    /// <param name="errors">The members of the union of errors; empty: the payload has no <c>errors</c>.</param>
    /// <param name="errorsBinding">
    /// The binding of the payload's <c>errors</c>, for a mutation that has a resolver; null: the planner's.
    /// </param>
    public FieldBuilder AddMutation(
        string name, IEnumerable<InputValueBuilder> input, IEnumerable<FieldBuilder> payload, IEnumerable<ObjectTypeBuilder> errors,
        object? errorsBinding = null)
    {
        var type = Naming.UpperFirst(name);
        var inputType = new InputObjectTypeBuilder($"{type}Input");
        foreach (var member in input)
        {
            inputType.Fields.Add(member);
        }

        var payloadType = new ObjectTypeBuilder($"{type}Payload");
        foreach (var member in payload)
        {
            payloadType.Fields.Add(member);
        }

        var union = new UnionTypeBuilder($"{type}Error");
        foreach (var error in errors)
        {
            union.Members.Add(error);
        }

        if (union.Members.Count > 0)
        {
            payloadType.Fields.Add(new FieldBuilder("errors", union.NonNull().List())
            {
                Binding = errorsBinding ?? new PayloadField(Errors: true),
            });
        }

        var field = new FieldBuilder(name, payloadType.NonNull()) { Cost = 10 };
        field.AppliedDirectives.Add(CostDirectives.Cost10());
        if (inputType.Fields.Count > 0)
        {
            field.Arguments.Add(Wrapping.Input("input", inputType.NonNull(), new RoleInput(ArgumentRole.Input)));
        }

        Add(Mutation, field);
        return field;
    }

    /// <summary>The name of a column's field; null where the column is not shown.</summary>
    public string? FindFieldName(Relation relation, Column column) => FindRow(relation)?.Find(column)?.Name;

    /// <summary>A column's GraphQL type, nullable.</summary>
    public TypeReference BuildType(Column column) => ColumnTypes.Build(column.Type);

    /// <summary>Tells the operator of something that an extension left out.</summary>
    public void Report(SchemaNotice notice) => Notices.Add(notice);

    internal RowType? FindRow(Relation relation) => _rows.GetValueOrDefault(relation);

    /// <summary>
    /// What a type is named after: a <see cref="Relation"/>, the <see cref="DataType"/> of an enum, or null for a type with a fixed name.
    /// </summary>
    internal object? FindOwner(NamedTypeBuilder type) =>
        _owners.GetValueOrDefault(type) ?? (type.Binding is Relation or DataType ? type.Binding : null);

    /// <summary>Says that a type is named after a relation.</summary>
    internal void Own(NamedTypeBuilder type, Relation relation) => _owners[type] = relation;

    /// <summary>Says that the types of a mutation are named after a relation.</summary>
    internal void Own(FieldBuilder mutation, Relation relation)
    {
        var payload = (ObjectTypeBuilder)mutation.Type.Named;
        _owners[payload] = relation;
        _owners[(NamedTypeBuilder)mutation.Arguments["input"].Type.Named] = relation;
        if (payload.Fields.TryGet("errors", out var errors))
        {
            _owners[(NamedTypeBuilder)errors.Type.Named] = relation;
        }
    }
}
