using System.Runtime.InteropServices;

namespace Jim.Server.Http;

/// <summary>
/// Counts what stays open for a client: sockets, and HTTP answers that are streams of a subscription. By address, and by user; those
/// without a user count together, and so do sockets whose clients have not said yet who they are. The latter have a bound of their own, so
/// that strangers who fill theirs keep out no user who shows a token in the first message.
/// </summary>
public sealed class OpenStreams(StreamLimits limits)
{
    private const string Nobody = "";
    private const string NotSaid = "\0";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);

    /// <summary>Counts one more until the result is disposed. Null: there may be no more.</summary>
    /// <param name="address">As <see cref="Jim.Platform.Identity.SourceNetwork"/> finds it.</param>
    /// <param name="user">The subject of the caller's token; null: there is none.</param>
    public Place? TryOpen(string address, string? user) => TryAdd(address, user ?? Nobody);

    /// <summary>The same for a client that will say who it is, or that it is nobody, by <see cref="Place.TryMoveTo"/>.</summary>
    public Place? TryOpen(string address) => TryAdd(address, NotSaid);

    private Place? TryAdd(string address, string user)
    {
        lock (_gate)
        {
            return TryAdd(_addresses, address, limits.Address) ? TryAddUser(address, user) : null;
        }
    }

    private Place? TryAddUser(string address, string user)
    {
        if (TryAdd(_users, user, FindMost(user)))
        {
            return new Place(this, address, user);
        }

        Subtract(_addresses, address);
        return null;
    }

    private int FindMost(string user) => user is Nobody or NotSaid ? limits.Anonymous : limits.User;

    private static bool TryAdd(Dictionary<string, int> counts, string key, int most)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        if (most > 0 && count >= most)
        {
            return false;
        }

        count++;
        return true;
    }

    private static void Subtract(Dictionary<string, int> counts, string key)
    {
        if (--CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) <= 0)
        {
            counts.Remove(key);
        }
    }

    /// <summary>One that is open. Disposing it twice counts once.</summary>
    public sealed class Place : IDisposable
    {
        private readonly OpenStreams _streams;
        private readonly string _address;
        private string _user;
        private bool _isClosed;

        internal Place(OpenStreams streams, string address, string user) => (_streams, _address, _user) = (streams, address, user);

        /// <summary>
        /// The client has said who it is; null: nobody. False: there are as many of those as allowed, and nothing was changed.
        /// </summary>
        public bool TryMoveTo(string? user)
        {
            var next = user ?? Nobody;
            lock (_streams._gate)
            {
                if (_isClosed || next == _user)
                {
                    return true;
                }

                if (!TryAdd(_streams._users, next, _streams.FindMost(next)))
                {
                    return false;
                }

                Subtract(_streams._users, _user);
                _user = next;
                return true;
            }
        }

        public void Dispose()
        {
            lock (_streams._gate)
            {
                if (!_isClosed)
                {
                    _isClosed = true;
                    Subtract(_streams._users, _user);
                    Subtract(_streams._addresses, _address);
                }
            }
        }
    }
}
