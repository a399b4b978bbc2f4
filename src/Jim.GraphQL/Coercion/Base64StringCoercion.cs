using System.Buffers.Text;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Base64String: bytes as standard, padded base64.</summary>
internal sealed class Base64StringCoercion() : TextCoercion<byte[]>("Base64String")
{
    protected override bool TryParse(string text, out byte[] value)
    {
        value = [];
        if (text.Length % 4 != 0)
        {
            return false;
        }

        var bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            return false;
        }

        value = bytes[..written];
        return true;
    }

    protected override void Write(byte[] value, JsonBuffer output)
    {
        output.WriteByte((byte)'"');
        var size = Base64.GetMaxEncodedToUtf8Length(value.Length);
        Base64.EncodeToUtf8(value, output.GetSpan(size), out _, out var written);
        output.Advance(written);
        output.WriteByte((byte)'"');
    }
}
