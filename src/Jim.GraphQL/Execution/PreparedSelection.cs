using System.Text;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>The fields to write of an object of one type.</summary>
internal sealed class PreparedSelection(ObjectType type, PreparedField[] fields)
{
    public ObjectType Type { get; } = type;

    public PreparedField[] Fields { get; } = fields;

    /// <summary>The value of <c>__typename</c> as JSON.</summary>
    public byte[] TypeName { get; } = Encoding.UTF8.GetBytes($"\"{type.Name}\"");

    /// <summary>True when some field has a resolver: then there is something to start ahead.</summary>
    public bool HasResolvers { get; } = fields.Any(f => f.Resolver is not null);
}
