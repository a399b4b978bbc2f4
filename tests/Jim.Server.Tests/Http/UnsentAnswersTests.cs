using Jim.Server.Http;

namespace Jim.Server.Tests.Http;

/// <summary>What waits for slow clients is bounded in all, and cuts off none but those of the address that has most.</summary>
public sealed class UnsentAnswersTests
{
    private readonly UnsentAnswers _unsent = new(new UnsentLimits { BytesMax = 100 });
    private readonly List<string> _cutOff = [];

    [Fact]
    public void The_oldest_of_the_address_with_most_is_cut_off_until_the_rest_fits()
    {
        var modest = Hold("modest", 30, "m1");
        Hold("greedy", 20, "g1");
        Hold("greedy", 20, "g2");
        Hold("greedy", 20, "g3");
        Assert.Empty(_cutOff);
        Hold("greedy", 25, "g4");
        Assert.Equal(["g1"], _cutOff);
        Hold("modest", 10, "m2");
        Assert.Equal(["g1", "g2"], _cutOff);
        Assert.Equal(85, _unsent.Bytes);
        modest.Dispose();
        modest.Dispose();
        Assert.Equal(55, _unsent.Bytes);
    }

    [Fact]
    public void One_that_is_too_large_by_itself_is_cut_off()
    {
        Hold("a", 5, "small");
        using var large = Hold("b", 101, "large");
        Assert.Equal(["large"], _cutOff);
        Assert.Equal(5, _unsent.Bytes);
    }

    [Fact]
    public void However_many_wait_no_more_than_allowed_are_held()
    {
        var random = new Random(7);
        var held = new List<IDisposable>();
        for (var i = 0; i < 5000; i++)
        {
            held.Add(Hold($"a{random.Next(20)}", random.Next(1, 40), "any"));
            Assert.InRange(_unsent.Bytes, 0, 100);
            if (random.Next(3) == 0)
            {
                held[random.Next(held.Count)].Dispose();
            }
        }

        held.ForEach(one => one.Dispose());
        Assert.Equal(0, _unsent.Bytes);
    }

    private IDisposable Hold(string address, long bytes, string name) => _unsent.Hold(address, bytes, () => _cutOff.Add(name));
}
