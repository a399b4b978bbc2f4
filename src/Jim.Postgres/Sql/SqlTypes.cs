using System.Globalization;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>The types of parameters whose type does not depend on a column.</summary>
public static class SqlTypes
{
    public static SqlType Text { get; } = new("text", NpgsqlDbType.Text, typeof(string), TextInput.Text);

    public static SqlType Bigint { get; } =
        new("int8", NpgsqlDbType.Bigint, typeof(long), v => Convert.ToInt64(v, CultureInfo.InvariantCulture));

    /// <summary>One JSON value, checked by <see cref="JsonInput"/>.</summary>
    public static SqlType Jsonb { get; } = new("jsonb", NpgsqlDbType.Jsonb, typeof(string), JsonInput.Encode);

    /// <summary>A list of JSON values, in which nulls are kept.</summary>
    public static SqlType JsonbArray { get; } = new(
        "jsonb[]", NpgsqlDbType.Array | NpgsqlDbType.Jsonb, typeof(string[]),
        v => ((object?[])v).Select(i => i is null ? null : (string)JsonInput.Encode(i)).ToArray());

    /// <summary>A list of texts; null items are left out.</summary>
    public static SqlType TextList { get; } = Text.ToList();

    /// <summary>Texts of Postgres' own, as they are.</summary>
    public static SqlType KeyTexts { get; } = new("text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, typeof(string[]), v => v);

    /// <summary>A <see cref="JsonPath"/>, sent as the steps that the operator <c>#&gt;</c> takes.</summary>
    public static SqlType Path { get; } = new(
        "text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, typeof(string[]),
        v => JsonPath.Split((string)TextInput.Text(v)).Select(step => (string)TextInput.Text(step)).ToArray());
}
