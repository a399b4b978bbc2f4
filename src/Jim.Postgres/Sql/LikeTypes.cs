using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>
/// The types under which the text that a filter looks for is sent as a pattern of LIKE. Special characters in it are escaped.
/// </summary>
public static class LikeTypes
{
    public static SqlType Contains { get; } = Pattern(v => $"%{TextInput.Escape(v)}%");

    public static SqlType StartsWith { get; } = Pattern(v => $"{TextInput.Escape(v)}%");

    public static SqlType EndsWith { get; } = Pattern(v => $"%{TextInput.Escape(v)}");

    private static SqlType Pattern(Func<object, object> encode) => new("text", NpgsqlDbType.Text, typeof(string), encode);
}
