namespace Jim.Differential.Tests;

/// <summary>The choices of one case, all from its seed, and how many slips it may still make.</summary>
public sealed class Draw(int seed)
{
    /// <summary>A slip is tried at so many places that this makes one likely somewhere in a document, and nowhere in particular.</summary>
    private const double SlipAtAPlace = 0.04;

    private readonly Random _random = new(seed);

    /// <summary>Slips that may still be made: places where what is written is wrong on purpose.</summary>
    public int Slips { get; set; }

    public bool Chance(double part) => _random.NextDouble() < part;

    public int Below(int bound) => _random.Next(bound);

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public void Shuffle<T>(T[] items) => _random.Shuffle(items);

    public bool Slip(double part = SlipAtAPlace)
    {
        if (Slips == 0 || !Chance(part))
        {
            return false;
        }

        Slips--;
        return true;
    }
}
