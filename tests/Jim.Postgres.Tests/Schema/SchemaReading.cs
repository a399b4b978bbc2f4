namespace Jim.Postgres.Tests.Schema;

/// <summary>Short ways to look into a schema as one role sees it.</summary>
internal static class SchemaReading
{
    public static ObjectType Object(this SchemaView view, string name) =>
        view.TryGetType(name, out var type) ? (ObjectType)type : throw new KeyNotFoundException(name);

    public static InputObjectType Input(this SchemaView view, string name) =>
        view.TryGetType(name, out var type) ? (InputObjectType)type : throw new KeyNotFoundException(name);

    public static FieldDefinition Field(this SchemaView view, string type, string field) =>
        view.TryGetField(view.Object(type), field, out var found) ? found : throw new KeyNotFoundException($"{type}.{field}");

    /// <summary>As SDL writes it: <c>documents(first: Int, …): DocumentsConnection</c>.</summary>
    public static string Sdl(this SchemaView view, string type, string name)
    {
        var field = view.Field(type, name);
        var arguments = field.Arguments.Where(a => view.Sees(a.VisibleTo)).Select(a => $"{a.Name}: {a.Type}").ToList();
        return $"{name}{(arguments.Count == 0 ? "" : $"({string.Join(", ", arguments)})")}: {field.Type}";
    }

    /// <summary>The members of an input object: <c>id: UUID!, ifVersion: Long</c>.</summary>
    public static string Sdl(this SchemaView view, string input) =>
        string.Join(", ", view.Input(input).Fields.Where(f => view.Sees(f.VisibleTo)).Select(f => $"{f.Name}: {f.Type}"));

    public static bool Has(this SchemaView view, string type, string field) => view.TryGetField(view.Object(type), field, out _);

    /// <summary>The names of a type's fields.</summary>
    public static string Names(this SchemaView view, string type) =>
        string.Join(' ', view.Object(type).Fields.Where(f => view.Sees(f.VisibleTo)).Select(f => f.Name));
}
