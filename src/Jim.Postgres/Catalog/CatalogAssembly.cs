namespace Jim.Postgres.Catalog;

/// <summary>Builds the catalog from the rows of the catalog query, in which objects refer to each other by OID.</summary>
internal static class CatalogAssembly
{
    public static DatabaseCatalog Assemble(List<TypeRow> typeRows, List<RelationRow> rows, ImmutableArray<string> roles, string fingerprint)
    {
        var types = Types(typeRows);
        var domains = typeRows.Where(t => t.Kind == "d").ToDictionary(t => t.Oid);
        var warnings = new List<string>();
        var relations = rows.ToDictionary(r => r.Oid, r => Relation(r, types, domains, warnings));
        foreach (var row in rows)
        {
            var from = relations[row.Oid];
            from.ForeignKeys =
            [
                .. (row.ForeignKeys ?? [])
                    .Where(f => relations.ContainsKey(f.To))
                    .Select(f => (Row: f, Key: ForeignKey(f, from, relations[f.To])))
                    .Where(f => !f.Row.ToPartition || PointsAtKey(f.Key))
                    .Select(f => f.Key),
            ];
        }

        foreach (var pointedAt in relations.Values.SelectMany(r => r.ForeignKeys).ToLookup(f => f.To))
        {
            pointedAt.Key.ReferencedBy = [.. pointedAt];
        }

        return new DatabaseCatalog(
            [.. rows.Select(r => relations[r.Oid])], [.. typeRows.Select(t => types[t.Oid])],
            roles.Select((name, bit) => (name, bit)).ToImmutableDictionary(r => r.name, r => r.bit, StringComparer.Ordinal), fingerprint)
        {
            Warnings = [.. warnings],
        };
    }

    private static Dictionary<uint, DataType> Types(List<TypeRow> rows)
    {
        var byOid = rows.ToDictionary(r => r.Oid);
        var made = new Dictionary<uint, DataType>();
        foreach (var row in rows)
        {
            Make(row.Oid);
        }

        return made;

        // The types of elements and bounds, and the base type of a domain, are made first. This ends, because no type of Postgres
        // consists of itself.
        DataType Make(uint oid)
        {
            if (made.TryGetValue(oid, out var type))
            {
                return type;
            }

            var row = byOid[oid];
            return made[oid] = new DataType
            {
                Oid = oid,
                Schema = row.Schema,
                Name = row.Name,
                Kind = Kind(row.Kind),
                Labels = row.Labels ?? [],
                IsOrdered = row.Ordered,
                Element = row.Element is { } element ? Make(element) : null,
                BaseType = row.Base is { } baseType ? Make(baseType) : null,
            };
        }
    }

    private static DataTypeKind Kind(string typtype) => typtype switch
    {
        "A" => DataTypeKind.Array,
        "e" => DataTypeKind.Enum,
        "d" => DataTypeKind.Domain,
        "c" => DataTypeKind.Composite,
        "r" => DataTypeKind.Range,
        "m" => DataTypeKind.Multirange,
        _ => DataTypeKind.Scalar,
    };

    private static Relation Relation(
        RelationRow row, Dictionary<uint, DataType> types, Dictionary<uint, TypeRow> domains, List<string> warnings)
    {
        var steering = Steering.Parse(row.Comment);
        ImmutableArray<Column> columns = [.. (row.Columns ?? []).Select(c => Column(c, row, types[c.Type], domains))];
        var byNumber = columns.ToDictionary(c => c.Number);
        var declared = DeclaredKey.Read(steering.Tags, columns, $"{row.Schema}.{row.Name}", warnings);
        ImmutableArray<UniqueKey> keys = [.. (row.Keys ?? []).Select(k => Key(k, byNumber))];
        return new Relation
        {
            Oid = row.Oid,
            Schema = row.Schema,
            Name = row.Name,
            Kind = ReadRelationKind(row.Kind),
            Platform = row.Platform,
            Description = steering.Description,
            Tags = steering.Tags,
            Columns = columns,
            HasChildren = row.Inherited,
            UniqueKeys = declared is null ? keys : [.. keys, declared],
            Key = keys.FirstOrDefault(k => k.Primary) ?? keys.FirstOrDefault(k => !k.Partial && k.Columns.All(c => c.NotNull)) ?? declared,
            Select = columns.Aggregate(RoleMask.Nobody, (mask, c) => mask | c.Select),
            Insert = columns.Aggregate(Mask(row.Insert), (mask, c) => mask | c.Insert),
            Update = columns.Aggregate(Mask(row.Update), (mask, c) => mask | c.Update),
            Delete = Mask(row.Delete),
            RowSecurity = row.RowSecurity,
            Ruled = row.Ruled,
            Tracked = row.Tracked,
            SetByInsertTriggers = FindSet(row.Triggers.SetOnInsert),
            SetByUpdateTriggers = FindSet(row.Triggers.SetOnUpdate),
            HasWritingTriggers = row.Triggers.Write,
            HasDeferredTriggers = row.DeferredTriggers,
            EstimatedRows = row.EstimatedRows,
        };

        ImmutableArray<Column> FindSet(ImmutableArray<string>? names) =>
            [.. columns.Where(c => (names ?? []).Any(name => IsName(name, c)))];
    }

    /// <summary>True for a name in SQL that is the column's: one without quotes is written in any case.</summary>
    private static bool IsName(string name, Column column) => name is ['"', .. var quoted, '"']
        ? quoted == column.Name
        : name == "*" || string.Equals(name, column.Name, StringComparison.OrdinalIgnoreCase);

    private static RelationKind ReadRelationKind(string relkind) => relkind switch
    {
        "p" => RelationKind.PartitionedTable,
        "v" => RelationKind.View,
        "m" => RelationKind.MaterializedView,
        _ => RelationKind.Table,
    };

    private static Column Column(ColumnRow row, RelationRow relation, DataType type, Dictionary<uint, TypeRow> domains)
    {
        var steering = Steering.Parse(row.Comment);
        var (notNull, hasDefault) = (row.NotNull, row.HasDefault);

        // A view may have nulls in a column whose domain forbids them, as from an outer join.
        var keepsDomains = ReadRelationKind(relation.Kind) is RelationKind.Table or RelationKind.PartitionedTable;
        for (var t = type; t is not null && domains.TryGetValue(t.Oid, out var domain); t = t.BaseType)
        {
            notNull |= domain.NotNull && keepsDomains;
            hasDefault |= domain.HasDefault;
        }

        return new Column
        {
            Name = row.Name,
            Number = row.Number,
            Type = type,
            DeclaredType = row.Declared,
            NotNull = notNull,
            HasDefault = hasDefault,
            Generated = row.Generated,
            FoldsText = row.FoldsText,
            Description = steering.Description,
            Tags = steering.Tags,
            Select = Mask(row.Rights?[0] ?? relation.Select),
            Insert = Mask(row.Rights?[1] ?? relation.Insert),
            Update = Mask(row.Rights?[2] ?? relation.Update),
        };
    }

    private static UniqueKey Key(KeyRow row, Dictionary<short, Column> columns) =>
        new(row.Name, [.. row.Columns.Select(n => columns[n])], row.Primary, row.Where is not null)
        {
            LiveRows = row.Where == "(deleted_at IS NULL)",
            NullsNotDistinct = row.NullsNotDistinct,
            Deferrable = row.Deferrable,
        };

    private static bool PointsAtKey(ForeignKey key) =>
        key.To.UniqueKeys.Any(k => k.IsUniqueAmongVisible(key.To) && k.Columns.All(key.ToColumns.Contains));

    private static ForeignKey ForeignKey(ForeignKeyRow row, Relation from, Relation to)
    {
        ImmutableArray<Column> columns = [.. row.Columns.Select(n => from.Columns.First(c => c.Number == n))];
        var unique = from.UniqueKeys.Any(k => k.IsUniqueAmongVisible(from) && k.Columns.All(columns.Contains));
        return new ForeignKey(row.Name, from, columns, to, [.. row.ToColumns.Select(n => to.Columns.First(c => c.Number == n))], unique)
        {
            Tags = Steering.Parse(row.Comment).Tags,
            Deferrable = row.Deferrable,
        };
    }

    private static RoleMask Mask(long bits) => new(unchecked((ulong)bits));
}
