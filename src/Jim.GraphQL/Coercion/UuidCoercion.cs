using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>UUID: written in lower case with hyphens, read in any text format of <see cref="Guid"/>.</summary>
internal sealed class UuidCoercion() : TextCoercion<Guid>("UUID")
{
    protected override bool TryParse(string text, out Guid value) => Guid.TryParse(text, out value);

    protected override void Write(Guid value, JsonBuffer output)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        output.WriteByte((byte)'"');
        output.WriteRaw(text);
        output.WriteByte((byte)'"');
    }
}
