using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>The types of texts that are sent as patterns of LIKE.</summary>
public static class LikeTypes
{
    public static SqlType Contains { get; } = Pattern(v => $"%{TextInput.Escape(v)}%");

    public static SqlType StartsWith { get; } = Pattern(v => $"{TextInput.Escape(v)}%");

    public static SqlType EndsWith { get; } = Pattern(v => $"%{TextInput.Escape(v)}");

    private static SqlType Pattern(Func<object, object> encode) => new("text", NpgsqlDbType.Text, typeof(string), encode);
}
