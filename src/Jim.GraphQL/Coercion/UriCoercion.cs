using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>URI (RFC 3986), absolute or relative, written exactly as it was given.</summary>
internal sealed class UriCoercion() : TextCoercion<Uri>("URI")
{
    protected override bool TryParse(string text, out Uri value)
    {
        var fits = Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri);
        value = uri!;
        return fits;
    }

    protected override void Write(Uri value, JsonBuffer output) => output.WriteString(value.OriginalString);
}
