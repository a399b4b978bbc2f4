using System.Globalization;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>The types of the parameters that Jim's own SQL has, whatever the types of the columns are.</summary>
public static class SqlTypes
{
    public static SqlType Text { get; } = new("text", NpgsqlDbType.Text, typeof(string), TextInput.Text);

    public static SqlType Bigint { get; } =
        new("int8", NpgsqlDbType.Bigint, typeof(long), v => Convert.ToInt64(v, CultureInfo.InvariantCulture));

    public static SqlType Jsonb { get; } = new("jsonb", NpgsqlDbType.Jsonb, typeof(string), JsonInput.Encode);

    /// <summary>A list of JSON values; a null among them stays.</summary>
    public static SqlType JsonbArray { get; } = new(
        "jsonb[]", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, typeof(string[]),
        v => ((object?[])v).Select(i => i is null ? null : (string)JsonInput.Encode(i)).ToArray());

    /// <summary>A list of texts; null items are left out.</summary>
    public static SqlType TextList { get; } = Text.ToList();

    /// <summary><c>a.b.0</c> as the steps of <c>#&gt;</c>.</summary>
    public static SqlType Path { get; } = new(
        "text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, typeof(string[]), v => ((string)TextInput.Text(v)).Split('.'));
}
