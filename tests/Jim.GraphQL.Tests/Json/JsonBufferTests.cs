using Jim.GraphQL.Json;

namespace Jim.GraphQL.Tests.Json;

public sealed class JsonBufferTests
{
    [Fact]
    public void An_answer_has_at_most_64_MiB()
    {
        using var buffer = new JsonBuffer();
        var part = new byte[1 << 20];
        for (var i = 0; i < 64; i++)
        {
            buffer.WriteRaw(part);
        }

        Assert.Equal(64 << 20, buffer.Length);
        Assert.Equal(64 << 20, Assert.Throws<ResponseTooLargeException>(() => buffer.WriteByte(1)).BytesMax);
    }
}
