namespace Jim.Postgres.Schema;

/// <summary>
/// The GraphQL enums of the database's enums, each built when it is first used. Labels become names in UPPER_SNAKE_CASE.
/// </summary>
internal sealed class Enums(TypeNames names)
{
    private readonly Dictionary<DataType, EnumTypeBuilder> _made = [];

    public EnumTypeBuilder GetOrAdd(DataType type)
    {
        if (!_made.TryGetValue(type, out var made))
        {
            made = new EnumTypeBuilder(names.NameEnum(type)) { Binding = type };
            foreach (var label in type.Labels)
            {
                made.Values.Add(new EnumValueBuilder(Free(made, Naming.EnumValue(label))) { Binding = label });
            }

            _made.Add(type, made);
        }

        return made;
    }

    public string NameOf(DataType type) => names.NameEnum(type);

    // Labels that differ only in case or punctuation become the same name; all but the first then get a number.
    private static string Free(EnumTypeBuilder type, string name)
    {
        var free = name;
        for (var n = 2; type.Values.TryGet(free, out _); n++)
        {
            free = $"{name}_{n}";
        }

        return free;
    }
}
