using System.Globalization;
using Jim.Platform.Persisted;
using Xunit;

namespace Jim.Platform.Tests.Persisted;

public sealed class BoundedTextsTests
{
    [Fact]
    public void What_is_asked_for_stays_and_the_rest_goes()
    {
        var texts = new BoundedTexts(entriesMax: 3, bytesMax: 1000);
        texts.Keep("wanted", "w"u8.ToArray());
        for (var i = 0; i < 20; i++)
        {
            texts.Keep(Name(i), new byte[1]);
            Assert.NotNull(texts.Find("wanted"));
        }

        Assert.Null(texts.Find(Name(0)));
        Assert.NotNull(texts.Find(Name(19)));
    }

    [Fact]
    public void Never_more_entries_than_two_generations()
    {
        var texts = new BoundedTexts(entriesMax: 3, bytesMax: 1000);
        Fill(texts, 50, size: 1);
        Assert.InRange(Known(texts, 50), 1, 6);
    }

    [Fact]
    public void Never_more_bytes_than_two_generations()
    {
        var texts = new BoundedTexts(entriesMax: 1000, bytesMax: 1000);
        Fill(texts, 50, size: 100);
        Assert.InRange(Known(texts, 50), 10, 20);
    }

    [Fact]
    public void A_text_that_would_push_the_others_out_is_not_kept()
    {
        var texts = new BoundedTexts(entriesMax: 1000, bytesMax: 1000);
        Fill(texts, 5, size: 10);
        texts.Keep("large", new byte[101]);
        Assert.Null(texts.Find("large"));
        Assert.Equal(5, Known(texts, 5));
    }

    private static void Fill(BoundedTexts texts, int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            texts.Keep(Name(i), new byte[size]);
        }
    }

    // From the youngest on: asking for an old one would move it, and so change what is counted.
    private static int Known(BoundedTexts texts, int count) => Enumerable.Range(0, count).Reverse().Count(i => texts.Find(Name(i)) is not null);

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);
}
