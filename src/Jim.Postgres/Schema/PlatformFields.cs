namespace Jim.Postgres.Schema;

/// <summary>Adds fields to the types of Jim's own tables (schema <c>jim</c>) that are not columns.</summary>
internal static class PlatformFields
{
    public static void Add(SchemaUnderConstruction schema)
    {
        var files = schema.Rows.FirstOrDefault(r => r.Relation is { Platform: true, Schema: "jim", Name: "files" });
        if (files?.Relation.Column("id") is { } id)
        {
            SchemaUnderConstruction.Add(files.Object, new FieldBuilder("url", Scalars.String.NonNull())
            {
                Description = "Where the bytes are; served once the file is stored.",
                Binding = new DerivedField("url", [id]),
                VisibleTo = files.Readable,
            });
        }
    }
}
