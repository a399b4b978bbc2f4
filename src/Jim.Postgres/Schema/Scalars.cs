using System.Text.Json;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.Postgres.Schema;

/// <summary>Names only, until the language has its scalars.</summary>
internal static class Scalars
{
    public static ScalarType String { get; } = Of("String");

    public static ScalarType Int { get; } = Of("Int");

    public static ScalarType Float { get; } = Of("Float");

    public static ScalarType Boolean { get; } = Of("Boolean");

    public static ScalarType Uuid { get; } = Of("UUID");

    public static ScalarType DateTime { get; } = Of("DateTime");

    public static ScalarType LocalDate { get; } = Of("LocalDate");

    public static ScalarType LocalTime { get; } = Of("LocalTime");

    public static ScalarType Duration { get; } = Of("Duration");

    public static ScalarType Long { get; } = Of("Long");

    public static ScalarType Short { get; } = Of("Short");

    public static ScalarType Decimal { get; } = Of("Decimal");

    public static ScalarType Base64String { get; } = Of("Base64String");

    public static ScalarType Any { get; } = Of("Any");

    private static ScalarType Of(string name) => new(name, new Nothing());

    private sealed class Nothing : ScalarCoercion
    {
        public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why) => throw new NotSupportedException();

        public override bool TryParseJson(JsonElement json, out object? value, out string? why) => throw new NotSupportedException();

        public override bool TryWrite(object value, JsonBuffer output) => throw new NotSupportedException();
    }
}
