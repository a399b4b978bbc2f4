using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Schema;

/// <summary>Enums of the database: one GraphQL enum each, made at first use; labels as UPPER_SNAKE.</summary>
internal sealed class Enums(TypeNames names)
{
    private readonly Dictionary<DataType, EnumTypeBuilder> _made = [];

    public EnumTypeBuilder Of(DataType type)
    {
        if (!_made.TryGetValue(type, out var made))
        {
            made = new EnumTypeBuilder(names.OfEnum(type)) { Binding = type };
            foreach (var label in type.Labels)
            {
                made.Values.Add(new EnumValueBuilder(Free(made, Naming.EnumValue(label))) { Binding = label });
            }

            _made.Add(type, made);
        }

        return made;
    }

    // Labels that differ in case or punctuation only: the later ones are numbered.
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
