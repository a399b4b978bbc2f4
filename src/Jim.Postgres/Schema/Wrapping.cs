namespace Jim.Postgres.Schema;

/// <summary>Short forms for building arguments and input fields.</summary>
internal static class Wrapping
{
    public static InputValueBuilder Input(string name, TypeReference type, InputBinding? binding = null, string? description = null) =>
        new(name, type) { Binding = binding, Description = description };
}
