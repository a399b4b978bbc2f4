using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// From which mark of the primary on a user may be answered by a replica: the first that is sure to include what the user has written, or
/// was told of, as far as this process knows. Where too much is remembered, a later mark holds for everybody. Thread safe.
/// </summary>
/// <param name="marks">The marks.</param>
/// <param name="usersMax">Of how many users and tables something is remembered at most.</param>
public sealed class ReadFloors(PrimaryMarks marks, int usersMax = 10_000)
{
    private readonly ConcurrentDictionary<string, long> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Version, long Floor)> _tags = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<object, StrongBox<long>> _schemas = [];
    private readonly Lock _noting = new();
    private long _all;

    /// <summary>A user has written something, or was told of something, that is committed now.</summary>
    /// <param name="user">As <see cref="Rights.Caller.ShareKey"/>.</param>
    public void Note(string user)
    {
        lock (_noting)
        {
            if (_users.Count >= usersMax && !_users.ContainsKey(user))
            {
                Volatile.Write(ref _all, marks.Next);
                _users.Clear();
            }

            _users[user] = marks.Next;
        }
    }

    /// <summary>The same of everybody.</summary>
    public void NoteForAll()
    {
        lock (_noting)
        {
            Volatile.Write(ref _all, marks.Next);
        }
    }

    /// <summary>
    /// From which mark on a user may be answered. Never earlier than this process began to use the schema, whose structure, grants and
    /// policies a replica must have.
    /// </summary>
    /// <param name="user">As in <see cref="Note"/>.</param>
    /// <param name="schema">The schema snapshot by which the request was planned.</param>
    public long Find(string user, object schema)
    {
        var floor = Math.Max(
            Volatile.Read(ref _all),
            _schemas.TryGetValue(schema, out var known) ? known.Value : _schemas.GetValue(schema, _ => new(marks.Next)).Value);
        return _users.TryGetValue(user, out var own) ? Math.Max(floor, own) : floor;
    }

    /// <summary>
    /// From which mark on an answer may be kept under versions of tags: each version was made by a commit, and a mark that was begun after
    /// this process first saw the version includes that commit.
    /// </summary>
    public long FindForKept(IReadOnlyList<string> tags, IReadOnlyList<string> versions)
    {
        var floor = 0L;
        for (var i = 0; i < tags.Count; i++)
        {
            if (!_tags.TryGetValue(tags[i], out var seen) || seen.Version != versions[i])
            {
                if (_tags.Count >= usersMax)
                {
                    _tags.Clear();
                }

                _tags[tags[i]] = seen = (versions[i], marks.Next);
            }

            floor = Math.Max(floor, seen.Floor);
        }

        return floor;
    }
}
