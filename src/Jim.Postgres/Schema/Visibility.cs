using System.Diagnostics;

namespace Jim.Postgres.Schema;

/// <summary>
/// Decides which roles see which type: those that reach it from a root type through fields and arguments that they see. The masks of
/// fields and arguments are set already; this sets the mask of every type and finds the types of the schema.
/// </summary>
internal sealed class Visibility
{
    private readonly Dictionary<NamedTypeBuilder, RoleMask> _reached = [];
    private readonly Dictionary<string, TypeReference> _byName = new(StringComparer.Ordinal);
    private readonly Queue<NamedTypeBuilder> _grown = new();
    private readonly HashSet<NamedTypeBuilder> _waiting = [];
    private readonly List<TypeClash> _clashes = [];

    /// <summary>
    /// Sets the masks, and gives the types that some role reaches, ordered by name; of several types of one name the one that was reached
    /// first, with a clash for each of the others.
    /// </summary>
    public static (IEnumerable<TypeReference> Types, IReadOnlyList<TypeClash> Clashes) Settle(
        IEnumerable<NamedTypeBuilder> roots, IEnumerable<DirectiveBuilder> directives)
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

        foreach (var argument in BuiltInDirectives.All.Concat(BuiltInDirectives.Incremental).SelectMany(d => d.Arguments))
        {
            visibility.Reach(argument.Type.Named, argument.VisibleTo);
        }

        return (visibility.Spread(), visibility._clashes);
    }

    private List<TypeReference> Spread()
    {
        while (_grown.TryDequeue(out var type))
        {
            _waiting.Remove(type);
            Follow(type, _reached[type]);
        }

        foreach (var (type, mask) in _reached)
        {
            type.VisibleTo = mask;
        }

        return _byName.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value).ToList();
    }

    private void Reach(TypeReference type, RoleMask mask)
    {
        if (mask == RoleMask.Nobody)
        {
            return;
        }

        switch (type)
        {
            case NamedTypeBuilder builder:
                Reach(builder, mask);
                break;
            case ScalarType scalar:
                // Shared by all schemas and visible to everyone.
                Claim(scalar.Name, scalar);
                break;
            default:
                throw new UnreachableException($"{type} is not a named type of a schema under construction.");
        }
    }

    private void Reach(NamedTypeBuilder type, RoleMask mask)
    {
        _reached.TryGetValue(type, out var before);
        var now = before | (mask & type.VisibleTo);
        if (now == before)
        {
            return;
        }

        if (before == RoleMask.Nobody)
        {
            Claim(type.Name, type);
        }

        _reached[type] = now;
        if (_waiting.Add(type))
        {
            _grown.Enqueue(type);
        }
    }

    private void Claim(string name, TypeReference type)
    {
        if (!_byName.TryAdd(name, type) && _byName[name] != type)
        {
            _clashes.Add(new TypeClash(name, _byName[name], type));
        }
    }

    private void Follow(NamedTypeBuilder type, RoleMask mask)
    {
        switch (type)
        {
            case FieldsTypeBuilder fields:
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
            case UnionTypeBuilder union:
                foreach (var member in union.Members)
                {
                    Reach(member, mask);
                }

                break;
            case InputObjectTypeBuilder input:
                ReachAll(input.Fields, mask);
                break;
            default:
                break;
        }
    }

    private void ReachAll(MemberList<InputValueBuilder> inputs, RoleMask mask)
    {
        foreach (var input in inputs)
        {
            Reach(input.Type.Named, mask & input.VisibleTo);
        }
    }
}
