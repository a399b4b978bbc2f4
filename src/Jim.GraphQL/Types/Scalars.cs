using System.Collections.Frozen;
using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>
/// Every scalar that Jim has: the five of the specification and those of HotChocolate v16. Scalars are immutable, so all schemas share one
/// instance of each; a schema contains those that it uses.
/// </summary>
public static class Scalars
{
    /// <summary>Text (spec 3.5.3): <see cref="string"/>.</summary>
    public static ScalarType String { get; } = Create(
        "String", new StringCoercion(),
        "The `String` scalar type represents textual data, as a sequence of Unicode characters.");

    /// <summary>32 bits, signed (spec 3.5.1): <see cref="int"/>.</summary>
    public static ScalarType Int { get; } = Create(
        "Int", new WholeNumberCoercion("Int", int.MinValue, int.MaxValue, static n => (int)n),
        "The `Int` scalar type represents a signed 32-bit whole number.");

    /// <summary>IEEE 754 double precision, finite (spec 3.5.2): <see cref="double"/>.</summary>
    public static ScalarType Float { get; } = Create(
        "Float", new FloatCoercion(),
        "The `Float` scalar type represents a double-precision fractional number (IEEE 754).");

    /// <summary>True or false (spec 3.5.4): <see cref="bool"/>.</summary>
    public static ScalarType Boolean { get; } = Create(
        "Boolean", new BooleanCoercion(),
        "The `Boolean` scalar type represents `true` or `false`.");

    /// <summary>An opaque identifier, read from text or a whole number (spec 3.5.5): <see cref="string"/>.</summary>
    public static ScalarType Id { get; } = Create(
        "ID", new IdCoercion(),
        "The `ID` scalar type represents a unique identifier, written as a string, read from a string or a whole number.");

    /// <summary>RFC 9562, written in lower case: <see cref="Guid"/>.</summary>
    public static ScalarType Uuid { get; } = Specified("UUID", "uuid", new UuidCoercion());

    /// <summary>An instant with its offset (RFC 3339): <see cref="DateTimeOffset"/>.</summary>
    public static ScalarType DateTime { get; } = Specified("DateTime", "date-time", new DateTimeCoercion());

    /// <summary>A day without a time zone (ISO 8601): <see cref="DateOnly"/>.</summary>
    public static ScalarType LocalDate { get; } = Specified("LocalDate", "local-date", new LocalDateCoercion());

    /// <summary>A time of day without a time zone (ISO 8601): <see cref="TimeOnly"/>.</summary>
    public static ScalarType LocalTime { get; } = Specified("LocalTime", "local-time", new LocalTimeCoercion());

    /// <summary>A length of time (ISO 8601): <see cref="IsoDuration"/>.</summary>
    public static ScalarType Duration { get; } = Specified("Duration", "duration", new DurationCoercion());

    /// <summary>64 bits, signed: <see cref="long"/>, written as a JSON number.</summary>
    public static ScalarType Long { get; } =
        Specified("Long", "long", new WholeNumberCoercion("Long", long.MinValue, long.MaxValue, static n => n));

    /// <summary>16 bits, signed: <see cref="short"/>.</summary>
    public static ScalarType Short { get; } =
        Specified("Short", "short", new WholeNumberCoercion("Short", short.MinValue, short.MaxValue, static n => (short)n));

    /// <summary>A number of any number of digits, exact: <see cref="ExactDecimal"/>, written as a JSON number.</summary>
    public static ScalarType Decimal { get; } = Specified("Decimal", "decimal", new DecimalCoercion());

    /// <summary>Bytes in base 64 (RFC 4648): <c>byte[]</c>.</summary>
    public static ScalarType Base64String { get; } = Specified("Base64String", "base64-string", new Base64StringCoercion());

    /// <summary>Any JSON value: <see cref="System.Text.Json.JsonElement"/>.</summary>
    public static ScalarType Any { get; } = Specified("Any", "any", new AnyCoercion());

    /// <summary>A reference, absolute or relative (RFC 3986): <see cref="System.Uri"/>.</summary>
    public static ScalarType Uri { get; } = Specified("URI", "uri", new UriCoercion());

    /// <summary>A file of a multipart request; an input type only.</summary>
    public static ScalarType Upload { get; } = Create(
        "Upload", new UploadCoercion(),
        "The Upload scalar type represents a file upload.");

    /// <summary>The scalars that the specification defines (spec 3.5).</summary>
    public static IReadOnlyList<ScalarType> Specification { get; } = [String, Int, Float, Boolean, Id];

    /// <summary><see cref="Specification"/> first, then the others.</summary>
    public static IReadOnlyList<ScalarType> All { get; } =
    [
        .. Specification, Uuid, DateTime, LocalDate, LocalTime, Duration, Long, Short, Decimal, Base64String, Any, Uri, Upload,
    ];

    private static FrozenDictionary<string, ScalarType> ByName { get; } = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>The scalar of that name; false when there is none. Names are case-sensitive.</summary>
    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out ScalarType scalar) =>
        ByName.TryGetValue(name, out scalar);

    /// <summary>
    /// The coercion of the scalar of that name; a scalar that Jim does not have accepts every JSON value, as <see cref="Any"/> does.
    /// </summary>
    public static ScalarCoercion GetCoercion(string name) => TryGet(name, out var scalar) ? scalar.Coercion : Any.Coercion;

    private static ScalarType Create(string name, ScalarCoercion coercion, string description) =>
        new(new ScalarTypeBuilder(name, coercion) { Description = description });

    private static ScalarType Specified(string name, string page, ScalarCoercion coercion) =>
        new(new ScalarTypeBuilder(name, coercion) { SpecifiedBy = $"https://scalars.graphql.org/chillicream/{page}.html" });
}
