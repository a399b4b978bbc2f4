using System.Globalization;
using Jim.Postgres.Operators;
using Jim.Postgres.Values;
using NpgsqlTypes;
using TextWriter = Jim.Postgres.Values.TextWriter;

namespace Jim.Postgres.Types;

/// <summary>
/// The types of <c>pg_catalog</c> that Jim knows. A type that is not listed works too: its values are Strings with the text that Postgres
/// makes of them, and clients can filter but not sort by it. To add a type, add an entry. Where the type has a binary form or a scalar that
/// no other type has, add a writer (<see cref="ValueWriter"/>) or a scalar (<see cref="Scalars"/>).
/// </summary>
public static class BuiltInTypes
{
    private static readonly PostgresType Text = new()
    {
        Name = "text", Scalar = Scalars.String, Sent = SqlTypes.Text, Format = new(new TextWriter(), false), Read = CellReaders.Text,
        FromCursor = CursorValues.Text, Operators = TextOperators.All,
    };

    private static readonly PostgresType Jsonb = new()
    {
        Name = "jsonb", Scalar = Scalars.Any, Sent = SqlTypes.Jsonb, Format = new(new JsonbWriter(), false), Read = CellReaders.Jsonb,
        FromCursor = CursorValues.Text, InCursorAsText = true, IsSortable = false, Operators = JsonOperators.All, FilterName = "Json",
        HasPaths = true,
    };

    /// <summary>One entry for each type; the name is unique.</summary>
    public static ImmutableArray<PostgresType> All { get; } =
    [
        new()
        {
            Name = "bool", Scalar = Scalars.Boolean, Sent = new("bool", NpgsqlDbType.Boolean, typeof(bool), Same),
            Format = new(new BooleanWriter(), false), Read = CellReaders.Boolean, FromCursor = CursorValues.Boolean,
            Operators = ComparisonOperators.Boolean,
        },
        new()
        {
            Name = "int2", Scalar = Scalars.Short,
            Sent = new("int2", NpgsqlDbType.Smallint, typeof(short), v => Convert.ToInt16(v, CultureInfo.InvariantCulture)),
            Format = new(new IntegerWriter(), false), Read = CellReaders.Integer, FromCursor = CursorValues.Int16,
            Operators = ComparisonOperators.Ordered, Scope = ScopeForm.Number,
        },
        new()
        {
            Name = "int4", Scalar = Scalars.Int,
            Sent = new("int4", NpgsqlDbType.Integer, typeof(int), v => Convert.ToInt32(v, CultureInfo.InvariantCulture)),
            Format = new(new IntegerWriter(), false), Read = CellReaders.Integer, FromCursor = CursorValues.Int32,
            Operators = ComparisonOperators.Ordered, Scope = ScopeForm.Number,
        },
        new()
        {
            Name = "int8", Scalar = Scalars.Long, Sent = SqlTypes.Bigint,
            Format = new(new IntegerWriter(), false), Read = CellReaders.Integer, FromCursor = CursorValues.Int64,
            Operators = ComparisonOperators.Ordered, Scope = ScopeForm.Number,
        },
        new()
        {
            Name = "float4", Scalar = Scalars.Float,
            // As text, since a double beyond float4 would become an infinity in .NET, where Postgres refuses it.
            Sent = SqlType.FromText("float4", AsDigits),
            SentFromCursor = Counted("float4", NpgsqlDbType.Real, typeof(float)),
            Format = new(new FloatWriter(), false), Read = CellReaders.Single, FromCursor = CursorValues.Single,
            Operators = ComparisonOperators.Ordered, HasValuesWithoutForm = true,
        },
        new()
        {
            Name = "float8", Scalar = Scalars.Float,
            Sent = new("float8", NpgsqlDbType.Double, typeof(double), v => Convert.ToDouble(v, CultureInfo.InvariantCulture)),
            Format = new(new FloatWriter(), false), Read = CellReaders.Double, FromCursor = CursorValues.Double,
            Operators = ComparisonOperators.Ordered, HasValuesWithoutForm = true,
        },
        new()
        {
            Name = "numeric", Scalar = Scalars.Decimal,
            Sent = SqlType.FromText("numeric", AsDigits),
            Format = new(new NumericWriter(), false), FromCursor = CursorValues.Number, InCursorAsText = true,
            Operators = ComparisonOperators.Ordered,
        },
        Text with { Scope = ScopeForm.Text },
        Text with
        {
            Name = "varchar", Sent = new("varchar", NpgsqlDbType.Varchar, typeof(string), TextInput.Text), Scope = ScopeForm.Text,
        },
        Text with { Name = "bpchar", Sent = new("bpchar", NpgsqlDbType.Char, typeof(string), TextInput.Text) },
        Text with { Name = "name", Sent = SentAsText("pg_catalog", "name") },
        ComparedInType("pg_catalog", "char") with { Scalar = Scalars.String, IsSortable = true, PatternsAsText = false },
        ComparedInType("pg_catalog", "tsvector") with { IsSearchVector = true },
        .. new[] { "inet", "cidr", "macaddr", "macaddr8", "bit", "varbit", "money", "timetz", "oid", "xid8", "pg_lsn", "tid", "tsquery" }
            .Select(name => ComparedInType("pg_catalog", name)),
        new()
        {
            Name = "uuid", Scalar = Scalars.Uuid, Sent = new("uuid", NpgsqlDbType.Uuid, typeof(Guid), Same),
            Format = new(new UuidWriter(), false), Read = CellReaders.Uuid, FromCursor = CursorValues.Uuid,
            Operators = ComparisonOperators.Ordered, FilterName = "Uuid", IsMadeForKeys = true, Scope = ScopeForm.Uuid,
        },
        new()
        {
            Name = "timestamptz", Scalar = Scalars.DateTime,
            Sent = SqlType.FromText("timestamptz", TimeInput.Instant),
            Format = new(new TimestampWriter(instant: true), false), Read = CellReaders.Instant, FromCursor = CursorValues.Int64,
            SentFromCursor = Counted("timestamptz", NpgsqlDbType.TimestampTz, typeof(long)), Operators = ComparisonOperators.Ordered,
        },
        new()
        {
            // Written as a time in UTC, which is how HotChocolate writes a DateTime of unspecified kind.
            Name = "timestamp", Scalar = Scalars.DateTime,
            Sent = SqlType.FromText("timestamp", TimeInput.Local),
            Format = new(new TimestampWriter(instant: true), false), FromCursor = CursorValues.Int64,
            SentFromCursor = Counted("timestamp", NpgsqlDbType.Timestamp, typeof(long)), Operators = ComparisonOperators.Ordered,
        },
        new()
        {
            Name = "date", Scalar = Scalars.LocalDate, Sent = SqlType.FromText("date", TimeInput.Date),
            Format = new(new DateWriter(), false), FromCursor = CursorValues.Int32,
            SentFromCursor = Counted("date", NpgsqlDbType.Date, typeof(int)), Operators = ComparisonOperators.Ordered,
        },
        new()
        {
            Name = "time", Scalar = Scalars.LocalTime, Sent = SqlType.FromText("time", TimeInput.Time),
            Format = new(new TimeWriter(), false), FromCursor = CursorValues.Text, InCursorAsText = true,
            Operators = ComparisonOperators.Ordered,
        },
        new()
        {
            Name = "interval", Scalar = Scalars.Duration,
            Sent = SqlType.FromText("interval", AsDigits),
            Format = new(new IntervalWriter(), false), FromCursor = CursorValues.Text, InCursorAsText = true,
            Operators = ComparisonOperators.Ordered,
        },
        new()
        {
            Name = "bytea", Scalar = Scalars.Base64String, Sent = new("bytea", NpgsqlDbType.Bytea, typeof(byte[]), Same),
            Format = new(new BytesWriter(), false), FromCursor = CursorValues.Text, InCursorAsText = true,
            Operators = ComparisonOperators.Equality,
        },
        Jsonb,
        Jsonb with
        {
            Name = "json", Sent = new("json", NpgsqlDbType.Json, typeof(string), JsonInput.EncodeAsWritten),
            Format = new(new JsonWriter(), false),
            Read = CellReaders.Text, ComparedAs = Jsonb, ToCompared = JsonAsJsonb.Render, RenderPlace = JsonAsJsonb.RenderPlace,
            IsKeyedByText = true,
        },
    ];

    /// <summary>
    /// A type that Jim does not know: its values are read and sent as the text that Postgres makes of them. Equality compares these texts,
    /// because the type may have none of its own (<c>xml</c>) or one that is not that of values (boxes are equal by their area).
    /// </summary>
    /// <param name="schema">The schema that holds the type.</param>
    /// <param name="name">The type's name.</param>
    internal static PostgresType AsText(string schema, string name) => new()
    {
        Name = name, Scalar = null, Sent = SentAsText(schema, name).WithListsOfText(), Format = new(new TextWriter(), AsText: true),
        FromCursor = CursorValues.Text, InCursorAsText = true, IsSortable = false, Operators = TextOperators.All,
        Equality = EqualityForm.ByText, PatternsAsText = true, IsKeyedByText = true,
    };

    /// <summary>As <see cref="AsText"/>, of a type whose own operators compare its values.</summary>
    internal static PostgresType ComparedInType(string schema, string name) =>
        AsText(schema, name) with
        {
            Sent = SentAsText(schema, name),
            Equality = EqualityForm.InType,
            IsKeyedByText = false,
        };

    private static SqlType SentAsText(string schema, string name) =>
        SqlType.FromText($"{new Identifier(schema)}.{new Identifier(name)}", TextInput.Text);

    /// <summary>
    /// The type under which a date or time from a cursor is sent: unchanged as the number of days or microseconds since 2000-01-01 that
    /// Postgres itself keeps. Unlike the types of .NET it can hold every value of Postgres, infinity included.
    /// </summary>
    private static SqlType Counted(string cast, NpgsqlDbType type, Type count) => new(cast, type, count, Same);

    private static object Same(object value) => value;

    private static object AsDigits(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
