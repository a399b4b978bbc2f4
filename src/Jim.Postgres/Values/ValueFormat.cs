using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Values;

/// <summary>How a column's values are fetched and written: whether SQL casts them to text first, and by which writer.</summary>
public sealed record ValueFormat(ValueWriter Writer, bool AsText)
{
    private static readonly ValueFormat AnyText = new(new TextWriter(), true);
    private static readonly ValueFormat Text = new(new TextWriter(), false);
    private static readonly ValueFormat Boolean = new(new BooleanWriter(), false);
    private static readonly ValueFormat Integer = new(new IntegerWriter(), false);
    private static readonly ValueFormat Float = new(new FloatWriter(), false);
    private static readonly ValueFormat Numeric = new(new NumericWriter(), false);
    private static readonly ValueFormat Uuid = new(new UuidWriter(), false);
    private static readonly ValueFormat Instant = new(new TimestampWriter(true), false);
    private static readonly ValueFormat Local = new(new TimestampWriter(false), false);
    private static readonly ValueFormat Date = new(new DateWriter(), false);
    private static readonly ValueFormat Time = new(new TimeWriter(), false);
    private static readonly ValueFormat Interval = new(new IntervalWriter(), false);
    private static readonly ValueFormat Bytes = new(new BytesWriter(), false);


    public static ValueFormat Json { get; } = new(new JsonWriter(), false);

    public static ValueFormat Jsonb { get; } = new(new JsonbWriter(), false);

    /// <summary>The format of a column as a field of the given type; a type unknown here goes as its text form.</summary>
    public static ValueFormat Of(DataType type, GraphQLType field)
    {
        var effective = type.Effective;
        return effective.Kind switch
        {
            DataTypeKind.Array when effective.Element is { } element && Of(element, field) is { AsText: false } item =>
                new(new ArrayWriter(item.Writer), false),
            DataTypeKind.Array when effective.Element is not null => new(new ArrayWriter(Text.Writer), true),
            DataTypeKind.Enum when field.Named is EnumType values => new(new EnumWriter(values), false),
            DataTypeKind.Enum => Text,
            DataTypeKind.Scalar when effective.Schema == "pg_catalog" => Builtin(effective.Name, field.Named.Name),
            _ => AnyText,
        };
    }

    private static ValueFormat Builtin(string name, string scalar) => name switch
    {
        "bool" => Boolean,
        "int2" or "int4" or "int8" => Integer,
        "float4" or "float8" => Float,
        "numeric" => Numeric,
        "text" or "varchar" or "bpchar" or "name" => Text,
        "uuid" => Uuid,
        "timestamptz" => Instant,
        "timestamp" => scalar == "DateTime" ? Instant : Local,
        "date" => Date,
        "time" => Time,
        "interval" => Interval,
        "bytea" => Bytes,
        "jsonb" => Jsonb,
        "json" => Json,
        _ => AnyText,
    };
}
