using System.Text.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>The sentences in which a scalar refuses a value. They name the kind of what was given, never its content.</summary>
internal static class Refusal
{
    public static string Literal(string scalar, ValueNode literal) =>
        $"{scalar} cannot coerce the given literal of type `{Kind(literal)}` to a runtime value.";

    public static string Json(string scalar, JsonElement json) =>
        $"{scalar} cannot coerce the given value of kind `{json.ValueKind}` to a runtime value.";

    public static string Format(string scalar) => $"The value is not in a valid format of {scalar}.";

    public static string Range(string scalar) => $"The value is out of the range of {scalar}.";

    private static string Kind(ValueNode literal) => literal switch
    {
        IntValueNode => "IntValue",
        FloatValueNode => "FloatValue",
        StringValueNode => "StringValue",
        BooleanValueNode => "BooleanValue",
        EnumValueNode => "EnumValue",
        NullValueNode => "NullValue",
        ListValueNode => "ListValue",
        ObjectValueNode => "ObjectValue",
        _ => "Variable",
    };
}
