using System.Globalization;
using Jim.Platform.Cache;

namespace Jim.Platform.Tests.Cache;

public sealed class GenerationCacheTests
{
    [Fact]
    public void What_is_asked_for_stays_and_the_rest_goes()
    {
        var texts = Texts(entriesMax: 3, bytesMax: 1000);
        texts.Set("wanted", "w"u8.ToArray());
        for (var i = 0; i < 20; i++)
        {
            texts.Set(Name(i), new byte[1]);
            Assert.True(texts.TryGet("wanted", out _));
        }

        Assert.False(texts.TryGet(Name(0), out _));
        Assert.True(texts.TryGet(Name(19), out _));
    }

    [Fact]
    public void Never_more_entries_than_two_generations()
    {
        var texts = Texts(entriesMax: 3, bytesMax: 1000);
        Fill(texts, 50, size: 1);
        Assert.InRange(Known(texts, 50), 1, 6);
    }

    [Fact]
    public void Never_more_bytes_than_two_generations()
    {
        var texts = Texts(entriesMax: 1000, bytesMax: 1000);
        Fill(texts, 50, size: 100);
        Assert.InRange(Known(texts, 50), 10, 20);
    }

    [Fact]
    public void A_text_that_would_push_the_others_out_is_not_kept()
    {
        var texts = Texts(entriesMax: 1000, bytesMax: 1000);
        Fill(texts, 5, size: 10);
        texts.Set("large", new byte[101]);
        Assert.False(texts.TryGet("large", out _));
        Assert.Equal(5, Known(texts, 5));
    }

    [Fact]
    public void A_value_that_is_replaced_counts_once()
    {
        var texts = Texts(entriesMax: 2, bytesMax: 1000);
        texts.Set("other", new byte[1]);
        for (var i = 0; i < 50; i++)
        {
            texts.Set("same", new byte[i]);
        }

        Assert.True(texts.TryGet("other", out _));
        Assert.True(texts.TryGet("same", out var last));
        Assert.Equal(49, last.Length);
    }

    [Fact]
    public void A_span_finds_what_its_bytes_are_the_key_of_and_keeps_it()
    {
        var byBytes = new GenerationCache<byte[], string>(entriesMax: 2, ByteStringComparer.Default);
        byBytes.Set("wanted"u8.ToArray(), "found");
        for (var i = 0; i < 20; i++)
        {
            byBytes.Set([(byte)i], Name(i));
            Assert.True(byBytes.TryGet("wanted"u8, out var value));
            Assert.Equal("found", value);
        }

        Assert.False(byBytes.TryGet("absent"u8, out _));
    }

    [Fact]
    public async Task Threads_at_once_find_what_they_set_and_pass_no_bound()
    {
        var numbers = new GenerationCache<int, int>(entriesMax: 100);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var key = (i * 8) + thread;
                numbers.Set(key, -key);
                Assert.True(!numbers.TryGet(key, out var value) || value == -key);
            }
        })));
        Assert.InRange(Enumerable.Range(0, 80_000).Reverse().Count(key => numbers.TryGet(key, out _)), 1, 200);
    }

    private static GenerationCache<string, byte[]> Texts(int entriesMax, long bytesMax) =>
        new(entriesMax, StringComparer.Ordinal) { BytesMax = bytesMax, SizeOf = text => text.Length };

    private static void Fill(GenerationCache<string, byte[]> texts, int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            texts.Set(Name(i), new byte[size]);
        }
    }

    // From the youngest on: asking for an old one would move it, and so change what is counted.
    private static int Known(GenerationCache<string, byte[]> texts, int count) =>
        Enumerable.Range(0, count).Reverse().Count(i => texts.TryGet(Name(i), out _));

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);
}
