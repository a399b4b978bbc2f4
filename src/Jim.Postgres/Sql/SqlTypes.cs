using System.Collections.Concurrent;
using System.Globalization;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>Which <see cref="SqlType"/> a column's values are sent as. Enums and all rarer types go as text that the cast reads.</summary>
public static class SqlTypes
{
    private static readonly ConcurrentDictionary<DataType, SqlType> Scalars = new();
    private static readonly ConcurrentDictionary<DataType, SqlType> Arrays = new();

    public static SqlType Text { get; } = new("text", NpgsqlDbType.Text, TextInput.Text);

    public static SqlType Boolean { get; } = new("bool", NpgsqlDbType.Boolean, Same);

    public static SqlType Bigint { get; } = new("int8", NpgsqlDbType.Bigint, v => Convert.ToInt64(v, CultureInfo.InvariantCulture));

    public static SqlType Jsonb { get; } = new("jsonb", NpgsqlDbType.Jsonb, JsonInput.Encode);

    /// <summary>A list of JSON values.</summary>
    public static SqlType JsonbArray { get; } =
        new(
            "jsonb[]", NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            v => ((object?[])v).Select(i => i is null ? null : (string)JsonInput.Encode(i)).ToArray());

    /// <summary>A list of texts; null items are left out.</summary>
    public static SqlType TextList { get; } =
        new("text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, v => Items(v).Select(i => (string)TextInput.Text(i)).ToArray());

    /// <summary><c>a.b.0</c> as the steps of <c>#&gt;</c>.</summary>
    public static SqlType Path { get; } =
        new("text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, v => ((string)TextInput.Text(v)).Split('.'));

    public static SqlType Of(DataType type) => Scalars.GetOrAdd(type.Effective, Make);

    /// <summary>
    /// A list of values of the type; null items are left out, because the SQL around it deals with them (§2 of the conventions).
    /// </summary>
    public static SqlType ListOf(DataType element) => Arrays.GetOrAdd(element.Effective, e =>
    {
        var item = Of(e);
        return new SqlType(item.Cast + "[]", item.Send is { } send ? NpgsqlDbType.Array | send : null, item.Send is null
            ? value => ArrayText.Of(Items(value).Select(i => (string)item.Encode(i)))
            : value => ArrayOf(item, Items(value)));
    });

    private static object Same(object value) => value;

    private static IEnumerable<object> Items(object value) => ((object?[])value).Where(i => i is not null).Select(i => i!);

    private static Array ArrayOf(SqlType item, IEnumerable<object> items)
    {
        var encoded = items.Select(item.Encode).ToArray();
        var array = Array.CreateInstance(ClrType(item.Send!.Value), encoded.Length);
        encoded.CopyTo(array, 0);
        return array;
    }

    private static Type ClrType(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Boolean => typeof(bool),
        NpgsqlDbType.Smallint => typeof(short),
        NpgsqlDbType.Integer => typeof(int),
        NpgsqlDbType.Bigint => typeof(long),
        NpgsqlDbType.Real => typeof(float),
        NpgsqlDbType.Double => typeof(double),
        NpgsqlDbType.Numeric => typeof(decimal),
        NpgsqlDbType.Uuid => typeof(Guid),
        NpgsqlDbType.TimestampTz or NpgsqlDbType.Timestamp => typeof(DateTime),
        NpgsqlDbType.Date => typeof(DateOnly),
        NpgsqlDbType.Time => typeof(TimeOnly),
        NpgsqlDbType.Interval => typeof(TimeSpan),
        NpgsqlDbType.Bytea => typeof(byte[]),
        _ => typeof(string),
    };

    private static SqlType Make(DataType type) => type.Kind switch
    {
        DataTypeKind.Array when type.Element is { } element => WritableArray(element),
        DataTypeKind.Enum => new SqlType(CastOf(type), null, Label),
        _ when type.Schema == "pg_catalog" => Builtin(type),
        _ => new SqlType(CastOf(type), null, TextInput.Text),
    };

    private static SqlType Builtin(DataType type) => type.Name switch
    {
        "bool" => Boolean,
        "int2" => new("int2", NpgsqlDbType.Smallint, v => Convert.ToInt16(v, CultureInfo.InvariantCulture)),
        "int4" => new("int4", NpgsqlDbType.Integer, v => Convert.ToInt32(v, CultureInfo.InvariantCulture)),
        "int8" => Bigint,
        "float4" => new("float4", NpgsqlDbType.Real, v => Convert.ToSingle(v, CultureInfo.InvariantCulture)),
        "float8" => new("float8", NpgsqlDbType.Double, v => Convert.ToDouble(v, CultureInfo.InvariantCulture)),
        "numeric" => new("numeric", NpgsqlDbType.Numeric, v => Convert.ToDecimal(v, CultureInfo.InvariantCulture)),
        "text" => Text,
        "varchar" => new("varchar", NpgsqlDbType.Varchar, TextInput.Text),
        "bpchar" => new("bpchar", NpgsqlDbType.Char, TextInput.Text),
        "uuid" => new("uuid", NpgsqlDbType.Uuid, Same),
        "timestamptz" => new("timestamptz", NpgsqlDbType.TimestampTz, TimeInput.Instant),
        "timestamp" => new("timestamp", NpgsqlDbType.Timestamp, TimeInput.Local),
        "date" => new("date", NpgsqlDbType.Date, Same),
        "time" => new("time", NpgsqlDbType.Time, Same),
        "interval" => new("interval", NpgsqlDbType.Interval, Same),
        "bytea" => new("bytea", NpgsqlDbType.Bytea, Same),
        "jsonb" => Jsonb,
        "json" => new("json", NpgsqlDbType.Json, JsonInput.Encode),
        _ => new SqlType(CastOf(type), null, TextInput.Text),
    };

    private static SqlType WritableArray(DataType element)
    {
        var item = Of(element);
        return new SqlType(
            item.Cast + "[]", null,
            value => ArrayText.Of(((object?[])value).Select(i => i is null ? null : ArrayText.Item(item.Encode(i)))));
    }

    private static object Label(object value) =>
        value is EnumValueDefinition enumValue ? enumValue.Binding as string ?? enumValue.Name : TextInput.Text(value);

    private static string CastOf(DataType type) => $"{new Identifier(type.Schema)}.{new Identifier(type.Name)}";
}
