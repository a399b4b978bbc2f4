namespace Jim.Platform.Files.Spooling;

/// <summary>
/// Keeps a number of bytes free on the spool's disk while uploads arrive. Each upload takes a mebibyte before it writes one. What was taken
/// and may not be on the disk yet counts as used, so that many uploads at once cannot each take the same last room.
/// </summary>
/// <param name="freeMin">Bytes that stay free.</param>
/// <param name="measure">Bytes that are free now.</param>
internal sealed class FreeSpace(long freeMin, Func<long> measure)
{
    private const long Portion = 1 << 20;
    private readonly Lock _gate = new();
    private long _taken;

    /// <summary>Whether so many bytes have room now, beside all that was taken.</summary>
    public bool Has(long bytes)
    {
        lock (_gate)
        {
            return measure() - _taken - bytes >= freeMin;
        }
    }

    /// <summary>Begins an upload, which has no room yet. Disposing gives back what it took.</summary>
    public Share Open() => new(this);

    private bool TryTake(long written, long bytes)
    {
        lock (_gate)
        {
            // What this upload took before is on the disk by now, and measured there.
            _taken -= written;
            if (measure() - _taken - bytes < freeMin)
            {
                return false;
            }

            _taken += bytes;
            return true;
        }
    }

    private void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
        }
    }

    /// <summary>The room of one upload. For one thread at a time.</summary>
    public sealed class Share(FreeSpace space) : IDisposable
    {
        private long _held;
        private long _left;

        /// <summary>Takes room for the next bytes; what was taken for earlier ones has been written. False: there is none.</summary>
        public bool TryTake(long bytes)
        {
            if (bytes > _left)
            {
                var portion = Math.Max(Portion, bytes);
                var written = _held;
                (_held, _left) = (0, 0);
                if (!space.TryTake(written, portion))
                {
                    return false;
                }

                (_held, _left) = (portion, portion);
            }

            _left -= bytes;
            return true;
        }

        public void Dispose()
        {
            space.GiveBack(_held);
            _held = 0;
        }
    }
}
