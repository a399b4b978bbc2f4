using System.Text;

namespace Jim.GraphQL.Execution;

/// <summary>The fields that are written for objects of one type.</summary>
internal sealed class PreparedSelection(ObjectType type, PreparedField[] fields)
{
    public ObjectType Type { get; } = type;

    public PreparedField[] Fields { get; } = fields;

    /// <summary>The value of <c>__typename</c> as JSON.</summary>
    public byte[] TypeName { get; } = Encoding.UTF8.GetBytes($"\"{type.Name}\"");

    /// <summary>Whether at least one field has a resolver that can be started before the fields are written.</summary>
    public bool HasResolvers { get; } = fields.Any(f => f.Resolver is not null);
}
