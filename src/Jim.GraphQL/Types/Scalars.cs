using System.Collections.Frozen;
using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>
/// Every scalar that Jim knows, one instance each: the five of the spec and the profile of HotChocolate v16. A schema holds those that it
/// uses; the names are never anything else, so the same instance may stand in many schemas.
/// </summary>
public static class Scalars
{
    /// <summary>Text (spec 3.5.3): <see cref="string"/>.</summary>
    public static ScalarType String { get; } = new("String", new StringCoercion())
    {
        Description = "The `String` scalar type represents textual data, as a sequence of Unicode characters.",
    };

    /// <summary>32 bits, signed (spec 3.5.1): <see cref="int"/>.</summary>
    public static ScalarType Int { get; } =
        new("Int", new WholeNumberCoercion("Int", int.MinValue, int.MaxValue, static n => (int)n))
        {
            Description = "The `Int` scalar type represents a signed 32-bit whole number.",
        };

    /// <summary>IEEE 754 double precision, finite (spec 3.5.2): <see cref="double"/>.</summary>
    public static ScalarType Float { get; } = new("Float", new FloatCoercion())
    {
        Description = "The `Float` scalar type represents a double-precision fractional number (IEEE 754).",
    };

    /// <summary>True or false (spec 3.5.4): <see cref="bool"/>.</summary>
    public static ScalarType Boolean { get; } = new("Boolean", new BooleanCoercion())
    {
        Description = "The `Boolean` scalar type represents `true` or `false`.",
    };

    /// <summary>An opaque identifier, read from text or a whole number (spec 3.5.5): <see cref="string"/>.</summary>
    public static ScalarType Id { get; } = new("ID", new IdCoercion())
    {
        Description = "The `ID` scalar type represents a unique identifier, written as a string, read from a string or a whole number.",
    };

    /// <summary>RFC 9562, written in lower case: <see cref="Guid"/>.</summary>
    public static ScalarType Uuid { get; } = Specified("UUID", "uuid", new UuidCoercion());

    /// <summary>An instant with its offset (RFC 3339): <see cref="DateTimeOffset"/>.</summary>
    public static ScalarType DateTime { get; } = Specified("DateTime", "date-time", new DateTimeCoercion());

    /// <summary>A day without a time zone (ISO 8601): <see cref="DateOnly"/>.</summary>
    public static ScalarType LocalDate { get; } = Specified("LocalDate", "local-date", new LocalDateCoercion());

    /// <summary>A time of day without a time zone (ISO 8601): <see cref="TimeOnly"/>.</summary>
    public static ScalarType LocalTime { get; } = Specified("LocalTime", "local-time", new LocalTimeCoercion());

    /// <summary>A length of time (ISO 8601): <see cref="TimeSpan"/>.</summary>
    public static ScalarType Duration { get; } = Specified("Duration", "duration", new DurationCoercion());

    /// <summary>64 bits, signed: <see cref="long"/>, written as a JSON number.</summary>
    public static ScalarType Long { get; } =
        Specified("Long", "long", new WholeNumberCoercion("Long", long.MinValue, long.MaxValue, static n => n));

    /// <summary>16 bits, signed: <see cref="short"/>.</summary>
    public static ScalarType Short { get; } =
        Specified("Short", "short", new WholeNumberCoercion("Short", short.MinValue, short.MaxValue, static n => (short)n));

    /// <summary>Up to 28 significant digits, exact: <see cref="decimal"/>, written as a JSON number.</summary>
    public static ScalarType Decimal { get; } = Specified("Decimal", "decimal", new DecimalCoercion());

    /// <summary>Bytes in base 64 (RFC 4648): <c>byte[]</c>.</summary>
    public static ScalarType Base64String { get; } = Specified("Base64String", "base64-string", new Base64StringCoercion());

    /// <summary>Any JSON value: <see cref="System.Text.Json.JsonElement"/>.</summary>
    public static ScalarType Any { get; } = Specified("Any", "any", new AnyCoercion());

    /// <summary>A reference, absolute or relative (RFC 3986): <see cref="System.Uri"/>.</summary>
    public static ScalarType Uri { get; } = Specified("URI", "uri", new UriCoercion());

    /// <summary>A file of a multipart request; in only.</summary>
    public static ScalarType Upload { get; } = new("Upload", new UploadCoercion())
    {
        Description = "The Upload scalar type represents a file upload.",
    };

    /// <summary>The scalars of the spec (3.5).</summary>
    public static IReadOnlyList<ScalarType> Specification { get; } = [String, Int, Float, Boolean, Id];

    /// <summary><see cref="Specification"/> first, then the profile's.</summary>
    public static IReadOnlyList<ScalarType> All { get; } =
    [
        .. Specification, Uuid, DateTime, LocalDate, LocalTime, Duration, Long, Short, Decimal, Base64String, Any, Uri, Upload,
    ];

    private static FrozenDictionary<string, ScalarType> ByName { get; } = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>The scalar of that name; letter case counts.</summary>
    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out ScalarType scalar) =>
        ByName.TryGetValue(name, out scalar);

    /// <summary>The meaning of a scalar by its name; one that nobody gave a meaning passes every JSON value through.</summary>
    public static ScalarCoercion CoercionOf(string name) => TryGet(name, out var scalar) ? scalar.Coercion : Any.Coercion;

    private static ScalarType Specified(string name, string page, ScalarCoercion coercion) =>
        new(name, coercion) { SpecifiedBy = $"https://scalars.graphql.org/chillicream/{page}.html" };
}
