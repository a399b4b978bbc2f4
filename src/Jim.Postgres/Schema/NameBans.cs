namespace Jim.Postgres.Schema;

/// <summary>
/// The names that relations and enums had to give up, because another part of the schema has them. Which types a schema has is known only
/// once it is built, so that clashes are found by building it; the next attempt then chooses other names for those that yielded.
/// </summary>
internal sealed class NameBans
{
    private readonly Dictionary<(object Owner, string Name), string> _reasons = [];

    /// <summary>Bans a name; a name that is banned already keeps its first reason.</summary>
    /// <param name="owner">A <see cref="Relation"/>, or the <see cref="DataType"/> of an enum.</param>
    /// <param name="name">The name of its type.</param>
    /// <param name="reason">What has the name, or one of the names that are made of it, as a clause for a notice.</param>
    public void Add(object owner, string name, string reason) => _reasons.TryAdd((owner, name), reason);

    /// <summary>Why the owner may not take the name; null: it may.</summary>
    public string? Find(object owner, string name) => _reasons.GetValueOrDefault((owner, name));
}
