using System.Text.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// The sentences with which scalars refuse a value. They say of which kind the given value is but never repeat it, because it may be
/// secret.
/// </summary>
internal static class Refusal
{
    public static string Literal(string scalar, ValueNode literal) =>
        $"{scalar} cannot coerce the given literal of type `{DescribeKind(literal)}` to a runtime value.";

    public static string Json(string scalar, JsonElement json) =>
        $"{scalar} cannot coerce the given value of kind `{json.ValueKind}` to a runtime value.";

    public static string Format(string scalar) => $"The value is not in a valid format of {scalar}.";

    public static string Range(string scalar) => $"The value is out of the range of {scalar}.";

    private static string DescribeKind(ValueNode literal) => literal switch
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
