namespace Jim.Postgres.Schema;

/// <summary>
/// Makes the GraphQL schema of a catalog: one object for all roles, with a mask on every element that says which roles see it. Pure: the
/// same catalog gives the same schema.
/// </summary>
public static class SchemaGenerator
{
    /// <summary>
    /// Throws <see cref="SchemaException"/> where two things of the database would get the same name; the message says what to do.
    /// </summary>
    public static GraphQL.Types.Schema Generate(DatabaseCatalog catalog, SchemaOptions options)
    {
        var schema = new SchemaUnderConstruction(catalog, options);
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
        }

        foreach (var directive in Directives.All(JobPriority(schema)))
        {
            schema.Directives.Add(directive);
        }

        foreach (var extension in options.Extensions)
        {
            extension(schema);
        }

        return Build(schema);
    }

    private static GraphQL.Types.Schema Build(SchemaUnderConstruction schema)
    {
        foreach (var root in (ObjectTypeBuilder[])[schema.Mutation, schema.Subscription])
        {
            root.VisibleTo = root.Fields.Aggregate(RoleMask.Nobody, (mask, f) => mask | f.VisibleTo);
        }

        foreach (var directive in schema.Directives.Where(d => d.Locations.All(l => l == "MUTATION")))
        {
            directive.VisibleTo &= schema.Mutation.VisibleTo;
        }

        var builder = new SchemaBuilder
        {
            Query = schema.Query, Mutation = IfUsed(schema.Mutation), Subscription = IfUsed(schema.Subscription),
            HasIncrementalDirectives = true,
        };
        foreach (var directive in schema.Directives)
        {
            builder.Directives.Add(directive);
        }

        var types = Visibility.Settle([schema.Query, schema.Mutation, schema.Subscription, .. schema.FurtherTypes], schema.Directives);
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
