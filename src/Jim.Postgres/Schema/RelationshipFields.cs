namespace Jim.Postgres.Schema;

/// <summary>
/// Makes fields of foreign keys: the parent (<c>owner</c> of <c>owner_id</c>), the rows at the other side (<c>documents</c>, or
/// <c>documentsByOwner</c> where two keys of a table point here), the single row at the other side of a unique key, and the rows that a
/// pure join table connects.
/// </summary>
internal static class RelationshipFields
{
    /// <summary>The columns that a pure join table may have besides its foreign keys.</summary>
    private static readonly string[] JoinExtras = ["id", "created_at", "updated_at", "version", "deleted_at"];

    /// <summary>Finds the related fields of every row type and their names, for filters, order and the object types.</summary>
    public static void Find(SchemaUnderConstruction schema)
    {
        foreach (var row in schema.Rows)
        {
            var proposals = Parents(schema, row).Concat(Children(schema, row)).Concat(AcrossJoins(schema, row)).ToList();
            var taken = row.Columns.Select(c => c.Name).Concat(PlatformFields.ReservedNames(row.Relation));
            var settled = FieldNames.Settle(taken, [.. proposals.Where(p => p.Candidates.All(Naming.IsValid))]);
            schema.Related[row] = [.. from s in settled where s.Name is not null select s.Proposal.Field with { Name = s.Name }];
            schema.Notices.AddRange(
                from p in proposals
                where p.Field.VisibleTo != RoleMask.Nobody && !settled.Any(s => s.Name is not null && ReferenceEquals(s.Proposal, p))
                let fault = p.Candidates.FirstOrDefault(c => !Naming.IsValid(c))
                let reason = fault is null
                    ? $"each of its names is taken ({string.Join(", ", p.Candidates)})"
                    : $"'{fault}' in its comment is not a GraphQL name"
                select SchemaNotice.LeftOut(p.Field.ForeignKey, row.Relation, reason));
        }
    }

    /// <summary>Adds the object fields.</summary>
    public static void Add(SchemaUnderConstruction schema)
    {
        foreach (var (row, related) in schema.Related)
        {
            foreach (var field in related)
            {
                row.Object.Fields.Add(Field(schema, field));
            }
        }
    }

    private static FieldBuilder Field(SchemaUnderConstruction schema, RelatedField field)
    {
        var definition = field.Kind switch
        {
            RelatedKind.Parent => new FieldBuilder(field.Name, field.Target.Object) { Binding = new ParentField(field.ForeignKey) },
            RelatedKind.Child => new FieldBuilder(field.Name, field.Target.Object) { Binding = new ChildField(field.ForeignKey) },
            RelatedKind.Children or RelatedKind.AcrossJoin => Connections.Field(
                schema, field.Target, field.Name, new ConnectionField(field.Target.Relation, field.ForeignKey, field.Through)),
            _ => throw new InvalidOperationException($"{field.Kind} is not a kind of relationship"),
        };
        definition.VisibleTo = field.VisibleTo;
        definition.DeprecationReason = (field.Through ?? field.ForeignKey).Deprecation;
        return definition;
    }

    private static IEnumerable<FieldProposal<RelatedField>> Parents(SchemaUnderConstruction schema, RowType row) =>
        from key in row.Relation.ForeignKeys
        let target = schema.FindRow(key.To)
        where target is not null && !Steering.Omits(key.Tags, "parent") && !Repeats(key)
        select new FieldProposal<RelatedField>(
            new RelatedField(RelatedKind.Parent, target, key, null, Mask(row, target, key)), 0, ParentNames(key, target));

    private static IEnumerable<FieldProposal<RelatedField>> Children(SchemaUnderConstruction schema, RowType row) =>
        from key in row.Relation.ReferencedBy
        let target = schema.FindRow(key.From)
        where target is not null && !Steering.Omits(key.Tags, "reverse") && !Repeats(key)
        let kind = key.Unique ? RelatedKind.Child : RelatedKind.Children
        let plain = key.Unique ? target.Names.Singular : target.Names.Many
        select new FieldProposal<RelatedField>(
            new RelatedField(kind, target, key, null, Mask(row, target, key)), 1,
            key.Tags.TryGetValue("reverse", out var given)
                ? [given]
                : [plain, $"{plain}By{Role(key)}", $"{plain}By{JoinColumnNames(key)}"]);

    private static IEnumerable<FieldProposal<RelatedField>> AcrossJoins(SchemaUnderConstruction schema, RowType row) =>
        from key in row.Relation.ReferencedBy
        let between = schema.FindRow(key.From)
        where between is not null && IsPureJoin(between.Relation)
        let through = between.Relation.ForeignKeys.Single(f => f != key)
        let target = schema.FindRow(through.To)
        where target is not null
        let name = target.Names.Many
        let across = $"{name}Through{between.Names.Plural}"
        select new FieldProposal<RelatedField>(
            new RelatedField(RelatedKind.AcrossJoin, target, key, through, Mask(row, between, key) & Mask(between, target, through)), 2,
            [name, across, $"{across}By{Role(through)}", $"{across}By{JoinColumnNames(through)}"]);

    /// <summary>
    /// True for a table with two foreign keys that together are unique, and no other column that a client would want to read.
    /// </summary>
    private static bool IsPureJoin(Relation relation)
    {
        if (relation.ForeignKeys is not [var one, var two] || one.Columns.Intersect(two.Columns).Any())
        {
            return false;
        }

        var both = one.Columns.Concat(two.Columns).ToHashSet();
        return relation.Columns.All(c => both.Contains(c) || JoinExtras.Contains(c.Name))
            && relation.UniqueKeys.Any(k => k.IsUniqueAmongVisible(relation) && both.SetEquals(k.Columns));
    }

    private static ImmutableArray<string> ParentNames(ForeignKey key, RowType target)
    {
        if (key.Tags.TryGetValue("name", out var given))
        {
            return [given];
        }

        var plain = key.Columns.Length == 1 ? WithoutId(key.Columns[0]) : target.Names.Singular;
        var byColumns = $"{target.Names.Singular}By{JoinColumnNames(key)}";
        return plain.Length == 0 ? [target.Names.Singular, byColumns] : [plain, byColumns];
    }

    /// <summary>What the key says that the parent is to the row: <c>Owner</c> of <c>owner_id</c>.</summary>
    private static string Role(ForeignKey key)
    {
        var name = key.Tags.TryGetValue("name", out var given) && Naming.IsValid(given) ? given
            : key.Columns.Length == 1 ? WithoutId(key.Columns[0])
            : string.Empty;
        return name.Length == 0 ? JoinColumnNames(key) : Naming.UpperFirst(name);
    }

    private static string WithoutId(Column column)
    {
        var name = Naming.Field(column.Name);
        return name == "id" ? string.Empty : name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name;
    }

    private static string JoinColumnNames(ForeignKey key) => string.Join("And", key.Columns.Select(c => Naming.Type(c.Name)));

    /// <summary>The roles that may follow a key: those with SELECT on its columns at both sides.</summary>
    private static RoleMask Mask(RowType row, RowType target, ForeignKey key) =>
        key.Columns.Concat(key.ToColumns).Aggregate(row.Readable & target.Readable, (mask, c) => mask & c.Select);

    /// <summary>True for a key of which the table has the same one before, under another name.</summary>
    private static bool Repeats(ForeignKey key) => key.From.ForeignKeys
        .TakeWhile(f => f != key)
        .Any(f => f.To == key.To && f.Columns.SequenceEqual(key.Columns) && f.ToColumns.SequenceEqual(key.ToColumns));
}
