namespace Jim.Postgres.Schema;

/// <summary>Adds fields to the types of Jim's own tables (schema <c>jim</c>) that are not columns.</summary>
internal static class PlatformFields
{
    private const string Url = "url";

    /// <summary>The names of the fields that are added to a relation's type, which its columns and relations may not have.</summary>
    public static IReadOnlyList<string> ReservedNames(Relation relation) => IsFiles(relation) ? [Url] : [];

    public static void Add(SchemaUnderConstruction schema)
    {
        var files = schema.Rows.FirstOrDefault(r => IsFiles(r.Relation));
        if (files?.Relation.Column("id") is { } id)
        {
            schema.Add(files.Object, new FieldBuilder(Url, Scalars.String.NonNull())
            {
                Description = "Where the bytes are; served once the file is stored.",
                Binding = new DerivedField(Url, [id]),
                VisibleTo = files.Readable,
            });
        }
    }

    private static bool IsFiles(Relation relation) => relation is { Platform: true, Schema: "jim", Name: "files" };
}
