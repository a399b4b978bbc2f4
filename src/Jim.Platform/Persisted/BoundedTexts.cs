namespace Jim.Platform.Persisted;

/// <summary>
/// Texts by their hash, in two generations: when the young one is full it becomes the old one and the old one is dropped, so what is asked
/// for stays, and no more than twice the bounds is ever held.
/// </summary>
/// <param name="entriesMax">Entries of a generation.</param>
/// <param name="bytesMax">Bytes of a generation; a text larger than a tenth of them is not kept.</param>
public sealed class BoundedTexts(int entriesMax, long bytesMax)
{
    private readonly Lock _gate = new();
    private Dictionary<string, byte[]> _young = new(StringComparer.Ordinal);
    private Dictionary<string, byte[]> _old = new(StringComparer.Ordinal);
    private long _youngBytes;

    public byte[]? Find(string hash)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(hash, out var young))
            {
                return young;
            }

            if (!_old.TryGetValue(hash, out var old))
            {
                return null;
            }

            KeepYoung(hash, old);
            return old;
        }
    }

    public void Keep(string hash, byte[] text)
    {
        lock (_gate)
        {
            KeepYoung(hash, text);
        }
    }

    private void KeepYoung(string hash, byte[] text)
    {
        if (text.Length > bytesMax / 10 || _young.ContainsKey(hash))
        {
            return;
        }

        if (_young.Count >= entriesMax || _youngBytes + text.Length > bytesMax)
        {
            (_old, _young, _youngBytes) = (_young, new Dictionary<string, byte[]>(StringComparer.Ordinal), 0);
        }

        _young.Add(hash, text);
        _youngBytes += text.Length;
    }
}
