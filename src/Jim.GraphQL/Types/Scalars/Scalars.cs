using System.Collections.Frozen;

namespace Jim.GraphQL.Types;

/// <summary>
/// Every scalar that Jim knows, one instance each: the five of the spec and the profile of HotChocolate v16. A schema holds those that it
/// uses; the names are never anything else, so the same instance may stand in many schemas.
/// </summary>
public static class Scalars
{
    public static ScalarType String { get; } = new("String", new StringCoercion())
    {
        Description = "The `String` scalar type represents textual data, as a sequence of Unicode characters.",
    };

    public static ScalarType Int { get; } =
        new("Int", new WholeNumberCoercion("Int", int.MinValue, int.MaxValue, static n => (int)n))
        {
            Description = "The `Int` scalar type represents a signed 32-bit whole number.",
        };

    public static ScalarType Float { get; } = new("Float", new FloatCoercion())
    {
        Description = "The `Float` scalar type represents a double-precision fractional number (IEEE 754).",
    };

    public static ScalarType Boolean { get; } = new("Boolean", new BooleanCoercion())
    {
        Description = "The `Boolean` scalar type represents `true` or `false`.",
    };

    public static ScalarType Id { get; } = new("ID", new IdCoercion())
    {
        Description = "The `ID` scalar type represents a unique identifier, written as a string, read from a string or a whole number.",
    };

    public static ScalarType Uuid { get; } = Specified("UUID", "uuid", new UuidCoercion());

    public static ScalarType DateTime { get; } = Specified("DateTime", "date-time", new DateTimeCoercion());

    public static ScalarType LocalDate { get; } = Specified("LocalDate", "local-date", new LocalDateCoercion());

    public static ScalarType LocalTime { get; } = Specified("LocalTime", "local-time", new LocalTimeCoercion());

    public static ScalarType Duration { get; } = Specified("Duration", "duration", new DurationCoercion());

    public static ScalarType Long { get; } =
        Specified("Long", "long", new WholeNumberCoercion("Long", long.MinValue, long.MaxValue, static n => n));

    public static ScalarType Short { get; } =
        Specified("Short", "short", new WholeNumberCoercion("Short", short.MinValue, short.MaxValue, static n => (short)n));

    public static ScalarType Decimal { get; } = Specified("Decimal", "decimal", new DecimalCoercion());

    public static ScalarType Base64String { get; } = Specified("Base64String", "base64-string", new Base64StringCoercion());

    public static ScalarType Any { get; } = Specified("Any", "any", new AnyCoercion());

    public static ScalarType Uri { get; } = Specified("URI", "uri", new UriCoercion());

    public static ScalarType Upload { get; } = new("Upload", new UploadCoercion())
    {
        Description = "The Upload scalar type represents a file upload.",
    };

    /// <summary>The scalars of the spec (3.5).</summary>
    public static IReadOnlyList<ScalarType> Specification { get; } = [String, Int, Float, Boolean, Id];

    public static IReadOnlyList<ScalarType> All { get; } =
    [
        .. Specification, Uuid, DateTime, LocalDate, LocalTime, Duration, Long, Short, Decimal, Base64String, Any, Uri, Upload,
    ];

    private static FrozenDictionary<string, ScalarType> ByName { get; } = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out ScalarType scalar) =>
        ByName.TryGetValue(name, out scalar);

    /// <summary>The meaning of a scalar by its name; one that nobody gave a meaning passes every JSON value through.</summary>
    public static ScalarCoercion CoercionOf(string name) => TryGet(name, out var scalar) ? scalar.Coercion : Any.Coercion;

    private static ScalarType Specified(string name, string page, ScalarCoercion coercion) =>
        new(name, coercion) { SpecifiedBy = $"https://scalars.graphql.org/chillicream/{page}.html" };
}
