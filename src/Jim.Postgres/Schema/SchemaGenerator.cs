namespace Jim.Postgres.Schema;

/// <summary>
/// Makes the GraphQL schema of a catalog: one object for all roles, with a mask on every element that says which roles see it. Pure: the
/// same catalog gives the same schema.
/// </summary>
public static class SchemaGenerator
{
    /// <summary>
    /// What cannot have its name is left out or gets another one, which the notices tell. Throws <see cref="SchemaException"/> where two
    /// extensions want the same name.
    /// </summary>
    public static GeneratedSchema Generate(DatabaseCatalog catalog, SchemaOptions options)
    {
        var shown = catalog.Relations
            .Where(r => !Steering.Omits(r.Tags, "read") && (r.Select | r.Insert) != RoleMask.Nobody && !r.Columns.IsEmpty)
            .ToImmutableArray();
        try
        {
            return GenerateFrom(catalog, shown, options);
        }
        catch (Exception fault) when (fault is not (SchemaException or OutOfMemoryException))
        {
            // A fault of Jim's own, for which the rest of the database must not wait.
            return FaultyRelations.GenerateWithout(shown, relations => GenerateFrom(catalog, relations, options));
        }
    }

    private static GeneratedSchema GenerateFrom(DatabaseCatalog catalog, ImmutableArray<Relation> relations, SchemaOptions options)
    {
        for (var bans = new NameBans(); ;)
        {
            var schema = Construct(catalog, relations, options, bans);
            HideUnused(schema);
            ObjectTypeBuilder[] roots = [schema.Query, schema.Mutation, schema.Subscription];
            var (types, clashes) = Visibility.Settle([.. roots, .. schema.FurtherTypes], schema.Directives);
            if (!new NameClashes(schema).Resolve(clashes, bans))
            {
                return new GeneratedSchema(Build(schema, types), [.. schema.Notices.Distinct()]);
            }
        }
    }

    private static SchemaUnderConstruction Construct(
        DatabaseCatalog catalog, ImmutableArray<Relation> relations, SchemaOptions options, NameBans bans)
    {
        var schema = new SchemaUnderConstruction(catalog, relations, options, bans);
        RelationshipFields.Find(schema);
        Filters.Add(schema);
        Ordering.Add(schema);
        TableTypes.Add(schema);
        RelationshipFields.Add(schema);
        PlatformFields.Add(schema);
        foreach (var row in schema.Rows)
        {
            Connections.Add(schema, row);
            ByKeyFields.Add(schema, row);
            Mutations.Add(schema, row);
            ChangeFields.Add(schema, row);
        }

        foreach (var directive in Directives.All(JobPriority(schema)))
        {
            schema.Directives.Add(directive);
        }

        foreach (var extension in options.Extensions)
        {
            extension(schema);
        }

        return schema;
    }

    private static void HideUnused(SchemaUnderConstruction schema)
    {
        foreach (var root in (ObjectTypeBuilder[])[schema.Mutation, schema.Subscription])
        {
            root.VisibleTo = root.Fields.Aggregate(RoleMask.Nobody, (mask, f) => mask | f.VisibleTo);
        }

        foreach (var directive in schema.Directives.Where(d => d.Locations.All(l => l == "MUTATION")))
        {
            directive.VisibleTo &= schema.Mutation.VisibleTo;
        }
    }

    private static GraphQL.Types.Schema Build(SchemaUnderConstruction schema, IEnumerable<TypeReference> types)
    {
        var builder = new SchemaBuilder
        {
            Query = schema.Query, Mutation = IfUsed(schema.Mutation), Subscription = IfUsed(schema.Subscription),
            HasIncrementalDirectives = true,
        };
        foreach (var directive in schema.Directives)
        {
            builder.Directives.Add(directive);
        }

        foreach (var type in types)
        {
            builder.Types.Add(type);
        }

        return builder.Build();
    }

    private static ObjectTypeBuilder? IfUsed(ObjectTypeBuilder root) => root.Fields.Count > 0 ? root : null;

    /// <summary>
    /// The enum of a column of <c>jim.jobs</c>. Where that table is not in the catalog, the argument of <c>@queued</c> still needs a type,
    /// so one with the same values is made.
    /// </summary>
    private static EnumTypeBuilder JobPriority(SchemaUnderConstruction schema)
    {
        if (schema.Catalog.Types.FirstOrDefault(t => t is { Schema: "jim", Name: "job_priority" }) is { } type)
        {
            return schema.Enums.GetOrAdd(type);
        }

        var made = new EnumTypeBuilder("JobPriority");
        foreach (var value in (string[])["HIGH", "NORMAL", "LOW"])
        {
            made.Values.Add(new EnumValueBuilder(value));
        }

        return made;
    }
}

/// <summary>A schema, and what its names have left out or changed.</summary>
/// <param name="Schema">The schema for all roles.</param>
/// <param name="Notices">In the order in which they were found; empty where the schema shows the database as one would expect.</param>
public sealed record GeneratedSchema(GraphQL.Types.Schema Schema, ImmutableArray<SchemaNotice> Notices);
