namespace Jim.EndToEnd.Tests;

/// <summary>Reads the fields of a protobuf message (protobuf.dev, Encoding) without its schema.</summary>
internal static class Protobuf
{
    /// <summary>The length-delimited fields of that number: messages, texts, bytes.</summary>
    public static IEnumerable<byte[]> ReadFields(byte[] message, int field)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadNumber(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    ReadNumber(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)ReadNumber(message, ref at);
                    if ((int)(tag >> 3) == field)
                    {
                        yield return message[at..(at + length)];
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    /// <summary>The first field of that number as text; empty where there is none.</summary>
    public static string ReadText(byte[] message, int field) =>
        ReadFields(message, field).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? string.Empty;

    private static ulong ReadNumber(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
