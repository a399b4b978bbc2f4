using Jim.GraphQL.Types;

namespace Jim.Postgres.Schema;

/// <summary>
/// Who sees which type: those roles that reach it from a root through what they see. Features set the masks of fields and arguments only;
/// this gives every type its mask, finds the types of the schema, and refuses two types of one name.
/// </summary>
internal sealed class Visibility
{
    private readonly Dictionary<NamedType, RoleMask> _reached = [];
    private readonly Dictionary<string, NamedType> _byName = new(StringComparer.Ordinal);
    private readonly Queue<NamedType> _grown = new();
    private readonly HashSet<NamedType> _waiting = [];

    /// <summary>The types that somebody reaches, in name order.</summary>
    public static IEnumerable<NamedType> Settle(IEnumerable<NamedType> roots, IEnumerable<DirectiveDefinition> directives)
    {
        var visibility = new Visibility();
        foreach (var root in roots)
        {
            visibility.Reach(root, root.VisibleTo);
        }

        foreach (var directive in directives)
        {
            visibility.ReachAll(directive.Arguments, directive.VisibleTo);
        }

        return visibility.Spread();
    }

    private IEnumerable<NamedType> Spread()
    {
        while (_grown.TryDequeue(out var type))
        {
            _waiting.Remove(type);
            Follow(type, _reached[type]);
        }

        foreach (var (type, mask) in _reached)
        {
            // Scalars are the language's, shared by all schemas.
            if (type is not ScalarType)
            {
                type.VisibleTo = mask;
            }
        }

        return _byName.Values.OrderBy(t => t.Name, StringComparer.Ordinal);
    }

    private void Reach(NamedType type, RoleMask mask)
    {
        if (mask == RoleMask.Nobody)
        {
            return;
        }

        var known = _reached.TryGetValue(type, out var before);
        var now = before | (type is ScalarType ? mask : mask & type.VisibleTo);
        if (now == before)
        {
            return;
        }

        if (!known && !_byName.TryAdd(type.Name, type))
        {
            throw new SchemaException(
                $"Two types want the name {type.Name}: {Says(_byName[type.Name])} and {Says(type)}. "
                + "Begin the comment on one of the tables with '@name OtherName'.");
        }

        _reached[type] = now;
        if (_waiting.Add(type))
        {
            _grown.Enqueue(type);
        }
    }

    private void Follow(NamedType type, RoleMask mask)
    {
        switch (type)
        {
            case FieldsType fields:
                foreach (var field in fields.Fields)
                {
                    Reach(field.Type.Named, mask & field.VisibleTo);
                    ReachAll(field.Arguments, mask & field.VisibleTo);
                }

                foreach (var implemented in fields.Interfaces)
                {
                    Reach(implemented, mask);
                }

                break;
            case UnionType union:
                foreach (var member in union.Members)
                {
                    Reach(member, mask);
                }

                break;
            case InputObjectType input:
                ReachAll(input.Fields, mask);
                break;
        }
    }

    private void ReachAll(FieldMap<InputValueDefinition> inputs, RoleMask mask)
    {
        foreach (var input in inputs)
        {
            Reach(input.Type.Named, mask & input.VisibleTo);
        }
    }

    private static string Says(NamedType type) => type.Binding is { } binding ? $"one of {binding}" : "one that Jim or an extension made";
}
