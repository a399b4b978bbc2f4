namespace Jim.Platform.Cache;

/// <summary>
/// Counts memory that is held for clients. When it is more than allowed, what was held first of the owner who has most is given up, until
/// the rest fits. So each owner loses by what it holds itself, and nobody is refused because of others. Thread safe.
/// </summary>
public class HeldBytes
{
    private readonly long _bytesMax;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Share> _owners = new(StringComparer.Ordinal);
    private long _bytes;

    /// <param name="name">What the metric of the bytes of caches calls it.</param>
    /// <param name="bytesMax">The most bytes of all owners together.</param>
    public HeldBytes(string name, long bytesMax)
    {
        _bytesMax = bytesMax;
        CacheTelemetry.Watch(name, this, held => held.Bytes);
    }

    /// <summary>The bytes of all owners.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Counts so many bytes until the result is disposed.</summary>
    /// <param name="owner">A user or an address.</param>
    /// <param name="bytes">The memory that is held.</param>
    /// <param name="giveUp">Lets go of the memory; must not block. It may be called before this returns, where these bytes are themselves
    /// too many.</param>
    public IDisposable Hold(string owner, long bytes, Action giveUp)
    {
        var held = new Held(this, owner, bytes, giveUp);
        List<Held> left = [];
        lock (_gate)
        {
            Add(held);
            while (_bytes > _bytesMax && FindMost() is { } most)
            {
                var oldest = most.Parts.First!.Value;
                Remove(oldest);
                left.Add(oldest);
            }
        }

        left.ForEach(one => one.GiveUp());
        return held;
    }

    private void Add(Held held)
    {
        if (!_owners.TryGetValue(held.Owner, out var share))
        {
            _owners.Add(held.Owner, share = new Share());
        }

        held.Node = share.Parts.AddLast(held);
        share.Bytes += held.Bytes;
        _bytes += held.Bytes;
    }

    private void Remove(Held held)
    {
        if (held.Node is not { } node)
        {
            return;
        }

        held.Node = null;
        _bytes -= held.Bytes;
        var share = _owners[held.Owner];
        share.Bytes -= held.Bytes;
        share.Parts.Remove(node);
        if (share.Parts.Count == 0)
        {
            _owners.Remove(held.Owner);
        }
    }

    private Share? FindMost() => _owners.Values.MaxBy(share => share.Bytes);

    /// <summary>What one owner has, the oldest first.</summary>
    private sealed class Share
    {
        public LinkedList<Held> Parts { get; } = new();

        public long Bytes { get; set; }
    }

    /// <summary>What was held at once.</summary>
    private sealed class Held(HeldBytes all, string owner, long bytes, Action giveUp) : IDisposable
    {
        public string Owner => owner;

        public long Bytes => bytes;

        public Action GiveUp => giveUp;

        /// <summary>Its place in the list of its owner; null: it is not counted any more.</summary>
        public LinkedListNode<Held>? Node { get; set; }

        public void Dispose()
        {
            lock (all._gate)
            {
                all.Remove(this);
            }
        }
    }
}
