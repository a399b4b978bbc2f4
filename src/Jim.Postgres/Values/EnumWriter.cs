using System.Text;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Values;

/// <summary>
/// Writes an enum's label as its GraphQL name. A label that the schema does not know was added or renamed after the schema was built.
/// </summary>
public sealed class EnumWriter : ValueWriter
{
    private readonly (byte[] Label, byte[] Json)[] _values;

    public EnumWriter(EnumType type) =>
        _values = [.. type.Values.Select(v =>
            (Encoding.UTF8.GetBytes(v.Binding as string ?? v.Name), Encoding.UTF8.GetBytes($"\"{v.Name}\"")))];

    public override bool KnowsAllValues => true;

    public override bool TryWrite(ReadOnlySpan<byte> value, JsonBuffer output)
    {
        foreach (var (label, json) in _values)
        {
            if (value.SequenceEqual(label))
            {
                output.WriteRaw(json);
                return true;
            }
        }

        return false;
    }
}
